public import GatewayCore
import MediaCore
import Synchronization

/// Motion detection in the camera's pictures (CGI section 3.16).
public final class Motion: Plugin {
    public static let name = "Motion"
    public static let summary = "motion detection by blocks"

    private let settings: SettingsGroup<MotionSettings>
    private let observation: Observation
    private let events: Feed<CameraEvent>
    private let feed = Mutex<(any FrameFeed)?>(nil)
    private let pictures = Mutex<Subscription?>(nil)
    private let news = Mutex<Subscription?>(nil)

    public init(_ context: PluginContext) throws {
        settings = SettingsGroup("motion", defaults: MotionSettings(), fields: MotionSettings.fields, context: context)
        observation = Observation(events: context.events, clock: context.clock, logger: context.logger)
        events = context.events
    }

    public var interfaces: [Interface] {
        [
            .settings(
                "/cgi-bin/motion", section: "3.16", summary: "motion detection by blocks", group: settings,
                reply: { Reply(self.settings.element("motion")) },
                apply: { _, new in self.adopt(new) })
        ]
    }

    public func connect(_ contracts: Contracts) throws {
        let offer = try contracts.need((any FrameFeed).self, "pictures of the camera")
        feed.withLock { $0 = offer }
    }

    public func start() async throws {
        let observation = observation
        let subscription = events.subscribe { observation.hear($0) }
        news.withLock { $0 = subscription }
        adopt(settings.current)
    }

    public func stop() async {
        watch(false)
        observation.adopt(nil)
        news.withLock { $0 = nil }
    }

    private func adopt(_ settings: MotionSettings) {
        observation.adopt(settings.enable ? settings : nil)
        watch(settings.enable)
    }

    /// Begins or ends to read the camera's pictures.
    private func watch(_ isWanted: Bool) {
        guard isWanted else { return pictures.withLock { $0.take() }?.cancel() ?? () }
        guard pictures.withLock({ $0 == nil }), let feed = feed.withLock({ $0 }) else { return }
        let observation = observation
        let subscription = feed.frames.subscribe { observation.look(at: $0) }
        pictures.withLock { $0 = subscription }
    }
}

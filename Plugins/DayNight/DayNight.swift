import BoardDevices
public import GatewayCore
import Logging
public import MediaCore
import Synchronization

/// The module of day and night: infrared filter and lamp, switched by a light sensor or by the picture's own brightness.
public final class DayNight: Plugin, FrameStage {
    public static let name = "DayNight"
    public static let summary = "infrared filter and lamp by the light"
    public static let furtherPaths = ["/cgi-bin/day_night"]

    private struct State {
        var twilight = Twilight()
        /// The last reading, 0 to 100.
        var light: Int?
        var settings: DayNightSettings
        var fault: DeviceFault?
    }

    private let group: SettingsGroup<DayNightSettings>
    private let equipment: NightEquipment
    private let sensor: (any LightSensor)?
    private let worker = Worker(name: "day-night", capacity: 64)
    private let meter = Mutex<LightMeter?>(nil)
    private let events: Feed<CameraEvent>
    private let clock: any MonotonicClock
    private let logger: Logger
    private let state: Mutex<State>

    public init(_ context: PluginContext) throws {
        let filter = try context.board.device(.irCut)
        equipment = NightEquipment(filter: filter, lamp: try? context.board.device(.irLamp))
        sensor = try? context.board.device(.lightSensor)
        group = SettingsGroup("day_night", defaults: DayNightSettings(), fields: DayNightSettings.fields, context: context)
        events = context.events
        clock = context.clock
        logger = context.logger
        state = Mutex(State(settings: group.current))
        context.contracts.offer((any FrameStage).self, self)
    }

    public var interfaces: [Interface] {
        [
            .settings(
                "/cgi-bin/day_night", section: "-", summary: DayNight.summary, group: group,
                reply: { [self] in Reply(element) },
                apply: { [self] _, new throws(Fault) in try await put(new) })
        ]
    }

    public func connect(_ contracts: Contracts) throws {
        let frames = contracts.first((any FrameFeed).self)?.frames
        let new = LightMeter(sensor: sensor, frames: frames, clock: clock, logger: logger, worker: worker)
        guard new.isUsable else { throw Absence("needs a light sensor or pictures of the camera, and there is neither") }
        meter.withLock { $0 = new }
    }

    public func start() async throws {
        do throws(Fault) {
            try await put(group.current)
        } catch {
            logger.error("day and night cannot be switched", metadata: ["problem": "\(error.reason)"])
        }
    }

    public func stop() async {
        meter.withLock { $0 }?.stop()
        try? await worker.run { [equipment] in equipment.rest() }
        worker.stop()
    }

    // MARK: Pictures

    public var place: FrameStagePlace { .adjustment }

    public func changes(_ context: FrameContext) -> Bool {
        state.withLock { $0.settings.isMonochrome && $0.twilight.phase == .night }
    }

    public func apply(to frame: inout Frame, _ context: FrameContext) {
        frame.withMutablePlanes { planes in
            for plane in planes.dropFirst() {
                for y in 0..<plane.height { (plane.base + y * plane.stride).update(repeating: 128, count: plane.width) }
            }
        }
    }

    // MARK: Light

    private var element: XMLElement {
        var element = group.element("day_night")
        let now = clock.now
        let (phase, light, flips) = state.withLock { ($0.twilight.phase, $0.light, $0.twilight.flipsPerHour(at: now)) }
        element.attributes += [
            ("state", phase.rawValue), ("light", light.map(String.init) ?? ""), ("flips_per_hour", "\(flips)"),
        ]
        return element
    }

    private func put(_ settings: DayNightSettings) async throws(Fault) {
        do {
            try await worker.run { [self] in try adopt(settings) }
        } catch let fault as DeviceFault {
            throw .device(fault)
        } catch {
            throw .busy
        }
        let meter = meter.withLock { $0 }
        if settings.mode == .auto {
            meter?.start { [weak self] light, moment in self?.take(light, moment) }
        } else {
            meter?.stop()
            state.withLock { $0.light = nil }
        }
    }

    /// Takes settings over, on the worker; with a line that refuses, nothing has changed.
    private func adopt(_ settings: DayNightSettings) throws(DeviceFault) {
        let now = clock.now
        let (wanted, old) = state.withLock { state -> (Twilight.Phase, Twilight.Phase) in
            let old = state.twilight.phase
            switch settings.mode {
            case .auto: return (old, old)
            case .day: return (.day, old)
            case .night: return (.night, old)
            }
        }
        try equipment.set(wanted)
        state.withLock { state in
            state.settings = settings
            state.fault = nil
            state.twilight.force(wanted, at: now)
        }
        if wanted != old { announce(wanted) }
    }

    /// Takes a reading, on the worker.
    private func take(_ light: Int, _ moment: MonotonicInstant) {
        let (phase, change) = state.withLock { state -> (Twilight.Phase, Twilight.Phase?) in
            guard state.settings.mode == .auto else { return (state.twilight.phase, nil) }
            state.light = light
            let change = state.twilight.note(light, at: moment, state.settings.thresholds)
            return (state.twilight.phase, change)
        }
        do throws(DeviceFault) {
            // A line that refused at the change is tried again with every reading.
            try equipment.set(phase)
            state.withLock { $0.fault = nil }
        } catch {
            let isNew = state.withLock { state -> Bool in
                defer { state.fault = error }
                return state.fault != error
            }
            if isNew { logger.error("filter or lamp cannot be switched", metadata: ["problem": "\(error)"]) }
        }
        if let change { announce(change) }
    }

    private func announce(_ phase: Twilight.Phase) {
        logger.info("\(phase.rawValue) begins")
        events.publish(.night(phase == .night))
    }
}

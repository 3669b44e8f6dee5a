import GatewayCore
import Logging
import MediaCore
import Synchronization

/// Looks at the camera's pictures while motion detection is enabled and tells the camera about alarms.
///
/// Pictures are looked at on the camera's thread, in place: less than a millisecond five times a second, which is less than
/// copies would cost.
final class Observation: Sendable {
    private struct State {
        var detector = MotionDetector()
        var settings: MotionSettings?
        var isHeadMoving = false
        var blindUntil: MonotonicInstant?
    }

    /// Pictures tell nothing for so long after the head came to rest.
    private static let aftermath = Duration.seconds(1)
    /// And for so long after filter and lamp were switched; exposure settles then.
    private static let twilight = Duration.seconds(3)

    private let events: Feed<CameraEvent>
    private let clock: any MonotonicClock
    private let logger: Logger
    private let state = Mutex(State())
    /// Held from a finding to its announcement, so that an end never overtakes its beginning.
    private let announcement = Mutex(())

    /// An observation that looks at nothing yet.
    init(events: Feed<CameraEvent>, clock: any MonotonicClock, logger: Logger) {
        self.events = events
        self.clock = clock
        self.logger = logger
    }

    /// Uses other settings from the next picture on, or with nil looks at nothing and ends an alarm.
    func adopt(_ settings: MotionSettings?) {
        announce { state in
            state.settings = settings
            return settings == nil ? state.detector.reset() : nil
        }
    }

    /// Looks at a picture.
    func look(at frame: Frame) {
        announce { state in
            guard let settings = state.settings else { return nil }
            let isBlind = state.isHeadMoving || state.blindUntil.map { frame.captured < $0 } ?? false
            return state.detector.look(at: frame, settings, isBlind: isBlind)
        }
    }

    /// Hears what happens in the camera.
    func hear(_ event: CameraEvent) {
        let now = clock.now
        switch event {
        case .headMoving(let isMoving):
            state.withLock { state in
                state.isHeadMoving = isMoving
                state.blindUntil = now + Observation.aftermath
            }
        case .night: state.withLock { $0.blindUntil = now + Observation.twilight }
        case .motionStarted, .motionEnded, .headFault: break
        }
    }

    private func announce(_ find: (inout State) -> MotionDetector.Change?) {
        announcement.withLock { _ in
            switch state.withLock({ find(&$0) }) {
            case .started(let percent):
                logger.info("motion started", metadata: ["percent": "\(percent)"])
                events.publish(.motionStarted(percent: percent))
            case .ended:
                logger.info("motion ended")
                events.publish(.motionEnded)
            case nil: break
            }
        }
    }
}

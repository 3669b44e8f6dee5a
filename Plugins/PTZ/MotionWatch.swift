import GatewayCore
import MediaCore
import Synchronization

/// Has the mount look at head and lens: often while they move, now and then while they rest. Tells the camera of both.
///
/// Devices do not report their arrival, so somebody has to ask.
final class MotionWatch: Sendable {
    private struct State {
        var watch: UInt64 = 0
        var isMoving = false
        var isLooking = false
        var tick: ScheduledWork?
    }

    /// From one look to the next while something moves.
    static let period = Duration.milliseconds(250)
    /// The same while nothing does: a head that was lost is found again.
    static let idlePeriod = Duration.seconds(5)

    private let events: Feed<CameraEvent>
    private let clock: any MonotonicClock
    private let state = Mutex(State())

    /// A watch that has not begun.
    init(events: Feed<CameraEvent>, clock: any MonotonicClock) {
        self.events = events
        self.clock = clock
    }

    /// Something was set going, or stands still. Called on the mount's thread, so that events come in their order.
    ///
    /// - Parameters:
    ///   - isMoving: which of both.
    ///   - worker: the mount's thread.
    ///   - look: looks at head and lens, on that thread.
    func note(isMoving: Bool, worker: Worker, look: @escaping @Sendable () -> Void) {
        let (watch, tick, isNews) = state.withLock { state in
            state.watch += 1
            defer {
                state.isMoving = isMoving
                state.tick = nil
            }
            return (state.watch, state.tick, state.isMoving != isMoving)
        }
        tick?.cancel()
        if isNews { events.publish(.headMoving(isMoving)) }
        wait(watch, isMoving ? MotionWatch.period : MotionWatch.idlePeriod, worker, look)
    }

    /// Looks no more.
    func end() {
        let (tick, isNews) = state.withLock { state in
            state.watch += 1
            defer {
                state.isMoving = false
                state.tick = nil
            }
            return (state.tick, state.isMoving)
        }
        tick?.cancel()
        if isNews { events.publish(.headMoving(false)) }
    }

    private func wait(_ watch: UInt64, _ delay: Duration, _ worker: Worker, _ look: @escaping @Sendable () -> Void) {
        let tick = clock.schedule(after: delay) { [weak self, weak worker] in
            guard let self, let worker else { return }
            submit(watch, worker, look)
            wait(watch, delay, worker, look)
        }
        let former = state.withLock { state -> ScheduledWork? in
            guard state.watch == watch else { return tick }
            defer { state.tick = tick }
            return state.tick
        }
        former?.cancel()
    }

    /// One look waits at most: a device that is slow to answer is not asked faster than it answers.
    private func submit(_ watch: UInt64, _ worker: Worker, _ look: @escaping @Sendable () -> Void) {
        let isDue = state.withLock { state in
            guard state.watch == watch, !state.isLooking else { return false }
            state.isLooking = true
            return true
        }
        guard isDue else { return }
        let isTaken = worker.submit { [weak self] in
            guard let self else { return }
            let isCurrent = state.withLock { state in
                state.isLooking = false
                return state.watch == watch
            }
            if isCurrent { look() }
        }
        if !isTaken { state.withLock { $0.isLooking = false } }
    }
}

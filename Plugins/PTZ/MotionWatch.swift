import GatewayCore
import MediaCore
import Synchronization

/// Tells the camera when head and lens move and when they have come to rest.
///
/// Devices do not report their arrival at a limit or a preset, so the place is looked at now and then until it changes no more.
/// Beginnings, ends and looks all happen on the mount's thread; events come in their order.
final class MotionWatch: Sendable {
    private struct State {
        var watch: UInt64 = 0
        var isMoving = false
        var isLooking = false
        var last: (place: Placement, at: MonotonicInstant)?
        var tick: ScheduledWork?
    }

    /// From one look to the next.
    static let period = Duration.milliseconds(500)

    private let events: Feed<CameraEvent>
    private let clock: any MonotonicClock
    private let state = Mutex(State())

    /// A watch over a head that stands still.
    init(events: Feed<CameraEvent>, clock: any MonotonicClock) {
        self.events = events
        self.clock = clock
    }

    /// Something was set going.
    ///
    /// - Parameters:
    ///   - worker: the mount's thread.
    ///   - look: where everything stands, or nil if the devices do not tell.
    func begin(worker: Worker, look: @escaping @Sendable () -> Placement?) {
        let last = look().map { ($0, clock.now) }
        let (watch, isNews) = state.withLock { state in
            state.watch += 1
            state.last = last
            defer { state.isMoving = true }
            return (state.watch, !state.isMoving)
        }
        if isNews { events.publish(.headMoving(true)) }
        wait(watch, worker, look)
    }

    /// Everything stands still.
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

    private func wait(_ watch: UInt64, _ worker: Worker, _ look: @escaping @Sendable () -> Placement?) {
        let tick = clock.schedule(after: MotionWatch.period) { [weak self, weak worker] in
            guard let self, let worker else { return }
            check(watch, worker, look)
        }
        let former = state.withLock { state -> ScheduledWork? in
            guard state.watch == watch else { return tick }
            defer { state.tick = tick }
            return state.tick
        }
        former?.cancel()
    }

    private func check(_ watch: UInt64, _ worker: Worker, _ look: @escaping @Sendable () -> Placement?) {
        let isDue = state.withLock { state in
            defer { state.isLooking = true }
            return !state.isLooking
        }
        if isDue, !worker.submit({ [weak self] in self?.compare(watch, look) }) { state.withLock { $0.isLooking = false } }
        wait(watch, worker, look)
    }

    private func compare(_ watch: UInt64, _ look: () -> Placement?) {
        let last = state.withLock { state in
            state.isLooking = false
            return state.watch == watch ? state.last : nil
        }
        // A look that waited long may come right before the next one: they would see the same place while the head moves.
        if let last, clock.now - last.at < MotionWatch.period / 2 { return }
        guard state.withLock({ $0.watch == watch }) else { return }
        let place = look()
        if place == nil || place == last?.place { return end() }
        let seen = place.map { ($0, clock.now) }
        state.withLock { state in
            if state.watch == watch { state.last = seen }
        }
    }
}

import GatewayCore
import MediaCore
import Synchronization

/// Ends a drive when its client has asked for nothing for some time (ruling on `ptz_ctrl`).
final class DeadManSwitch: Sendable {
    private struct State {
        /// Counts what was watched over; a check of an earlier drive must not take the place of a later one's.
        var watch: UInt64 = 0
        var check: ScheduledWork?
    }

    private let limit: Duration
    private let access: Access
    private let clock: any MonotonicClock
    private let state = Mutex(State())

    /// A switch.
    ///
    /// - Parameters:
    ///   - limit: how long a client may be silent; zero for any time.
    ///   - access: knows when a user last asked for something.
    ///   - clock: the time.
    init(limit: Duration, access: Access, clock: any MonotonicClock) {
        self.limit = limit
        self.access = access
        self.clock = clock
    }

    /// Watches over a drive of a user that begins now, in the place of the one before.
    ///
    /// - Parameter expired: called on the clock's thread when the user has been silent for too long.
    func arm(for user: String, expired: @escaping @Sendable () -> Void) {
        let watch = renew()
        guard limit > .zero else { return }
        let begin = clock.now
        wait(limit, watch) { [weak self] in self?.check(user, since: begin, watch, expired) }
    }

    /// Watches no longer.
    func disarm() {
        _ = renew()
    }

    /// Calls `again` a second from now, for a drive that could not be ended.
    func retry(_ again: @escaping @Sendable () -> Void) {
        wait(.seconds(1), renew(), again)
    }

    private func check(
        _ user: String, since begin: MonotonicInstant, _ watch: UInt64, _ expired: @escaping @Sendable () -> Void
    ) {
        let last = max(begin, access.lastRequest(of: user) ?? begin)
        let silent = clock.now - last
        if silent >= limit { return expired() }
        wait(limit - silent, watch) { [weak self] in self?.check(user, since: begin, watch, expired) }
    }

    private func renew() -> UInt64 {
        let (watch, former) = state.withLock { state in
            state.watch += 1
            defer { state.check = nil }
            return (state.watch, state.check)
        }
        former?.cancel()
        return watch
    }

    private func wait(_ delay: Duration, _ watch: UInt64, _ work: @escaping @Sendable () -> Void) {
        let check = clock.schedule(after: delay, work)
        let isCurrent = state.withLock { state in
            if state.watch == watch { state.check = check }
            return state.watch == watch
        }
        if !isCurrent { check.cancel() }
    }
}

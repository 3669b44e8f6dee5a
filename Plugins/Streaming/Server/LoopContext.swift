import MediaCore
import NIOCore

/// What everything that lives on an event loop needs: the way there, monotonic time and wall-clock time.
struct LoopContext {
    /// The way onto the loop.
    let entrance: LoopEntrance
    /// Monotonic time.
    let clock: any MonotonicClock
    /// The camera's wall clock as an NTP time stamp, for reports.
    let ntp: @Sendable () -> UInt64

    /// Runs work on the loop later. Called on the loop.
    @discardableResult
    func after(_ delay: Duration, _ work: @escaping () -> Void) -> ScheduledWork {
        let bound = NIOLoopBound(work, eventLoop: entrance.loop)
        let entrance = entrance
        return clock.schedule(after: delay) { entrance.execute { bound.value() } }
    }
}

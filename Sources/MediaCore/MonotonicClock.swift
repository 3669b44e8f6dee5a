#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif
import Dispatch
import Synchronization

/// Tells monotonic time and runs work later. Tests pass a clock that they move by hand.
public protocol MonotonicClock: Sendable {
    /// The time now.
    var now: MonotonicInstant { get }

    /// Runs `work` once, `delay` from now, on a thread of the clock's choosing. The work must not block.
    ///
    /// - Returns: a handle that prevents the work while it has not begun.
    func schedule(after delay: Duration, _ work: @escaping @Sendable () -> Void) -> ScheduledWork

    /// Blocks the calling thread until `moment` or until somebody rings; may also return early for no reason.
    func wait(for bell: Bell, until moment: MonotonicInstant)

    /// Blocks the calling thread until `moment`, deaf to everybody, where the clock is one that a thread can sleep by.
    ///
    /// - Returns: false, at once, where it is not.
    func sleep(until moment: MonotonicInstant) -> Bool
}

extension MonotonicClock {
    /// Waits with work that is put off; right for every clock.
    public func wait(for bell: Bell, until moment: MonotonicInstant) {
        let work = schedule(after: moment - now) { bell.ring() }
        // A clock that was moved on meanwhile would run the work too late.
        if now < moment { bell.wait() }
        work.cancel()
    }

    /// Right for a clock that is moved by hand.
    public func sleep(until moment: MonotonicInstant) -> Bool { false }
}

/// Work that a clock will do later.
public final class ScheduledWork: Sendable {
    private let work: Mutex<(@Sendable () -> Void)?>

    /// Wraps work for a clock to `run()` when its time has come.
    public init(_ work: @escaping @Sendable () -> Void) {
        self.work = Mutex(work)
    }

    /// Prevents the work if it has not begun. Safe to call at any time, more than once.
    public func cancel() {
        work.withLock { $0 = nil }
    }

    /// Does the work, unless it was cancelled or done already.
    public func run() {
        let work = self.work.withLock { slot in
            defer { slot = nil }
            return slot
        }
        work?()
    }
}

/// The machine's own monotonic clock.
public struct SystemMonotonicClock: MonotonicClock {
    private let queue = DispatchQueue(label: "camgate.clock")

    /// A clock with a timer queue of its own.
    public init() {}

    public var now: MonotonicInstant { .now }

    public func schedule(after delay: Duration, _ work: @escaping @Sendable () -> Void) -> ScheduledWork {
        let scheduled = ScheduledWork(work)
        let nanoseconds = Int(clamping: max(0, delay.wholeNanoseconds))
        queue.asyncAfter(deadline: .now() + .nanoseconds(nanoseconds)) { scheduled.run() }
        return scheduled
    }

    /// Waits in the kernel, without another thread's help.
    public func wait(for bell: Bell, until moment: MonotonicInstant) { bell.wait(until: moment) }

    public func sleep(until moment: MonotonicInstant) -> Bool {
        var time = moment.specification
        while clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil) == EINTR {}
        return true
    }
}

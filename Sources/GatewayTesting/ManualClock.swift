public import MediaCore
import Synchronization

/// A monotonic clock that stands still until a test moves it.
public final class ManualClock: MonotonicClock {
    private struct State {
        var now = MonotonicInstant(nanoseconds: 1_000_000_000)
        var due: [(at: MonotonicInstant, work: ScheduledWork)] = []
    }

    private let state = Mutex(State())

    /// A clock at some instant.
    public init() {}

    public var now: MonotonicInstant { state.withLock { $0.now } }

    /// How much work is scheduled, whether it was cancelled or not.
    public var waiting: Int { state.withLock { $0.due.count } }

    public func schedule(after delay: Duration, _ work: @escaping @Sendable () -> Void) -> ScheduledWork {
        let scheduled = ScheduledWork(work)
        state.withLock { state in state.due.append((state.now + delay, scheduled)) }
        return scheduled
    }

    /// Moves the clock on and runs what became due, in the order of its time.
    public func advance(by duration: Duration) {
        let end = now + duration
        while let next = takeNext(until: end) { next.run() }
        state.withLock { $0.now = end }
    }

    private func takeNext(until end: MonotonicInstant) -> ScheduledWork? {
        state.withLock { state in
            guard let index = state.due.indices.min(by: { state.due[$0].at < state.due[$1].at }),
                state.due[index].at <= end
            else { return nil }
            let next = state.due.remove(at: index)
            state.now = max(state.now, next.at)
            return next.work
        }
    }
}

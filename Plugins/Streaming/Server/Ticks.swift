import MediaCore
import Synchronization

/// Does something again and again until it is cancelled.
final class Ticks: Sendable {
    private let next = Mutex<ScheduledWork?>(nil)
    private let isCancelled = Mutex(false)
    private let interval: Duration
    private let clock: any MonotonicClock
    private let work: @Sendable () -> Void

    /// Begins; the work is done on the clock's thread and must not block.
    init(every interval: Duration, clock: any MonotonicClock, _ work: @escaping @Sendable () -> Void) {
        self.interval = interval
        self.clock = clock
        self.work = work
        schedule()
    }

    /// Ends it.
    func cancel() {
        isCancelled.withLock { $0 = true }
        next.withLock { $0 }?.cancel()
    }

    private func schedule() {
        guard !isCancelled.withLock({ $0 }) else { return }
        let scheduled = clock.schedule(after: interval) { [weak self] in
            guard let self else { return }
            work()
            schedule()
        }
        next.withLock { $0 = scheduled }
    }
}

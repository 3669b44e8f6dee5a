import GatewayTesting
import MediaCore
import Synchronization

/// Another face of a clock moved by hand that tells what was put off through it, so that a case can wait for a delayed answer to be
/// on its way.
final class AnnouncedClock: MonotonicClock {
    private let clock: ManualClock
    private let delays: AsyncStream<Duration>
    private let sink: AsyncStream<Duration>.Continuation

    init(_ clock: ManualClock) {
        self.clock = clock
        (delays, sink) = AsyncStream.makeStream(of: Duration.self, bufferingPolicy: .bufferingNewest(64))
    }

    var now: MonotonicInstant { clock.now }

    func schedule(after delay: Duration, _ work: @escaping @Sendable () -> Void) -> ScheduledWork {
        let scheduled = clock.schedule(after: delay, work)
        sink.yield(delay)
        return scheduled
    }

    /// Waits until something is put off, and tells for how long.
    func nextDelay() async -> Duration? {
        for await delay in delays { return delay }
        return nil
    }
}

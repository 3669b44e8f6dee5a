import Synchronization

/// Lets a thread wait for moments of a monotonic clock, and lets another end the waiting for good.
///
/// Sources that stand for a camera pace themselves with it: the moments are absolute, so that small delays never add up.
public final class Metronome: Sendable {
    /// Nanoseconds that a thread sleeps without looking up: cheaper, and a stop is late by that at most. The longest frame of
    /// sound (1024 samples at 8 kHz) fits, as does a picture at ten a second.
    private static let nap: Int64 = 130_000_000

    private let clock: any MonotonicClock
    private let stopped = Atomic(false)
    private let bell = Bell()

    /// A metronome on a clock.
    public init(_ clock: any MonotonicClock) {
        self.clock = clock
    }

    /// Whether ``stop()`` was called.
    public var isStopped: Bool { stopped.load(ordering: .acquiring) }

    /// Blocks the calling thread until `moment`; returns at once if that has passed.
    ///
    /// - Returns: false if the metronome was stopped.
    public func wait(until moment: MonotonicInstant) -> Bool {
        while !isStopped {
            let rest = moment.nanoseconds &- clock.now.nanoseconds
            guard rest > 0 else { return true }
            if rest <= Metronome.nap, clock.sleep(until: moment) { return !isStopped }
            clock.wait(for: bell, until: moment)
        }
        return false
    }

    /// Ends the waiting within 130 ms, for ever. Callable from any thread.
    public func stop() {
        stopped.store(true, ordering: .releasing)
        bell.ring()
    }
}

import MediaCore

/// Makes even capture times of what a card and a thread that is sometimes late let measure.
///
/// It follows the card's own clock, which may be a little faster or slower than the machine's: each measurement moves the
/// times by a sixty-fourth of what it differs, so that jitter of milliseconds becomes tenths of one, and no drift remains.
struct CaptureClock {
    private static let share: Int64 = 64
    // Nanoseconds.
    private static let tolerance: Int64 = 15_000_000
    private static let lapse: Int64 = 60_000_000

    private let sampleRate: Int
    private var expected: MonotonicInstant?

    init(sampleRate: Int) {
        self.sampleRate = sampleRate
    }

    /// Whether samples come before they can have sounded: a PCM without a clock of its own has to be waited for.
    func isEarly(_ measured: MonotonicInstant) -> Bool {
        expected.map { $0.nanoseconds &- measured.nanoseconds > CaptureClock.tolerance } ?? false
    }

    /// When the first of some samples was captured.
    ///
    /// - Parameter measured: when it was by what the card says now.
    mutating func first(of count: Int, measured: MonotonicInstant) -> MonotonicInstant {
        var first = measured
        if let expected {
            let difference = measured.nanoseconds &- expected.nanoseconds
            if difference < -CaptureClock.tolerance {
                first = expected
            } else if difference < CaptureClock.lapse {
                first = MonotonicInstant(nanoseconds: expected.nanoseconds &+ difference / CaptureClock.share)
            }
        }
        expected = first.advanced(by: count, at: sampleRate)
        return first
    }

    /// Samples were lost: the next measurement counts as it is.
    mutating func reset() {
        expected = nil
    }
}

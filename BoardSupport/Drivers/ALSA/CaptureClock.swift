import MediaCore

/// Makes even capture times of what a card and a thread that is sometimes late let measure.
///
/// It follows the card's own clock, which may be a little faster or slower than the machine's: each measurement moves the
/// times by a sixty-fourth of what it differs, so that jitter of milliseconds becomes tenths of one, and no drift remains.
struct CaptureClock {
    private static let share = 64
    private static let tolerance = Duration.milliseconds(15)
    private static let lapse = Duration.milliseconds(60)

    private let sampleRate: Int
    private var expected: MonotonicInstant?

    init(sampleRate: Int) {
        self.sampleRate = sampleRate
    }

    /// Whether samples come before they can have sounded: a PCM without a clock of its own has to be waited for.
    func isEarly(_ measured: MonotonicInstant) -> Bool {
        expected.map { $0 - measured > CaptureClock.tolerance } ?? false
    }

    /// When the first of some samples was captured.
    ///
    /// - Parameter measured: when it was by what the card says now.
    mutating func first(of count: Int, measured: MonotonicInstant) -> MonotonicInstant {
        var first = measured
        if let expected {
            let difference = measured - expected
            if difference < .zero - CaptureClock.tolerance {
                first = expected
            } else if difference < CaptureClock.lapse {
                first = expected + difference / CaptureClock.share
            }
        }
        expected = first + SoundBlock.duration(of: count, at: sampleRate)
        return first
    }

    /// Samples were lost: the next measurement counts as it is.
    mutating func reset() {
        expected = nil
    }
}

import Synchronization

/// A recording that is heard again and again, in step with pictures where they are shown: for clips that stand for a camera.
public final class SoundLoop: Sendable {
    private let samples: [Int16]
    private let sampleRate: Int
    private let place: SoundPlace

    /// A recording at a rate in Hz.
    ///
    /// - Parameter place: where it is heard; shared with those who show the pictures.
    public init(samples: [Int16], sampleRate: Int, place: SoundPlace) {
        self.samples = samples
        self.sampleRate = sampleRate
        self.place = place
    }

    /// Samples, the first of which sounds at a moment. A recording that is shorter than its pictures is followed by silence;
    /// without pictures it begins again.
    public func samples(_ count: Int, at moment: MonotonicInstant) -> [Int16] {
        guard !samples.isEmpty, sampleRate > 0 else { return [Int16](repeating: 0, count: count) }
        let (beginning, isShown) = place.beginning(orFrom: moment)
        let nanoseconds = Int128((moment - beginning).wholeNanoseconds)
        let billion: Int128 = 1_000_000_000
        let places = nanoseconds * Int128(sampleRate) + billion / 2
        // Rounded down on both sides of the beginning.
        let start = Int(clamping: places >= 0 ? places / billion : (places + 1) / billion - 1)
        return (0..<count).map { index in
            let wanted = start &+ index
            if isShown { return samples.indices.contains(wanted) ? samples[wanted] : 0 }
            let rest = wanted % samples.count
            return samples[rest < 0 ? rest + samples.count : rest]
        }
    }
}

/// Where in a clip its pictures are, so that its sound can be there too.
public final class SoundPlace: Sendable {
    private struct State {
        var beginning: MonotonicInstant?
        var isShown = false
    }

    private let state = Mutex(State())

    /// A clip that nobody has shown or heard yet.
    public init() {}

    /// Pictures are shown whose clip began at an instant.
    public func show(from beginning: MonotonicInstant) {
        state.withLock { $0 = State(beginning: beginning, isShown: true) }
    }

    /// No pictures are shown any more; the sound goes on by itself.
    public func hide() {
        state.withLock { $0.isShown = false }
    }

    func beginning(orFrom moment: MonotonicInstant) -> (beginning: MonotonicInstant, isShown: Bool) {
        state.withLock { state in
            let beginning = state.beginning ?? moment
            state.beginning = beginning
            return (beginning, state.isShown)
        }
    }
}

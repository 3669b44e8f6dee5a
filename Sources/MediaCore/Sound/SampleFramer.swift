/// Cuts blocks of any length into frames of one length, each with its capture time.
///
/// Samples that no longer meet those after them, since some were lost in between, are given up: a frame holds no gap.
public struct SampleFramer: Sendable {
    /// Nanoseconds that a capture time may be away from where the samples before it end; real cards and their clocks are far nearer.
    private static let tolerance: Int64 = 10_000_000

    private let frameSize: Int
    private let sampleRate: Int
    private var pending: [Int16] = []
    /// When the sample after the pending ones is captured.
    private var end: MonotonicInstant?
    /// A block that is a frame as it is.
    private var whole: SoundBlock?

    /// A framer without samples.
    ///
    /// - Parameters:
    ///   - frameSize: samples in a frame; at least 1.
    ///   - sampleRate: the rate of the blocks in Hz.
    public init(frameSize: Int, sampleRate: Int) {
        self.frameSize = max(1, frameSize)
        self.sampleRate = sampleRate
    }

    /// Takes a block; ``next()`` then gives the frames that it completes, before another one is added.
    public mutating func add(_ block: SoundBlock) {
        if let end, abs(block.captured.nanoseconds &- end.nanoseconds) > SampleFramer.tolerance {
            pending.removeAll(keepingCapacity: true)
        }
        end = block.captured.advanced(by: block.samples.count, at: sampleRate)
        if pending.isEmpty, block.samples.count == frameSize {
            whole = block
        } else {
            pending += block.samples
        }
    }

    /// The next complete frame, oldest first.
    public mutating func next() -> SoundBlock? {
        if let frame = whole {
            whole = nil
            return frame
        }
        guard pending.count >= frameSize, let end else { return nil }
        let frame = SoundBlock(
            samples: Array(pending[..<frameSize]), sampleRate: sampleRate,
            captured: end.advanced(by: -pending.count, at: sampleRate))
        pending.removeFirst(frameSize)
        return frame
    }
}

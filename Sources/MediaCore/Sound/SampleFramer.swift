/// Cuts blocks of any length into frames of one length, each with its capture time.
///
/// Samples that no longer meet those after them, since some were lost in between, are given up: a frame holds no gap.
public struct SampleFramer: Sendable {
    /// Nanoseconds that a capture time may be away from where the samples before it end; real cards and their clocks are far nearer.
    private static let tolerance: Int64 = 10_000_000

    private let frameSize: Int
    private let sampleRate: Int
    private var pending: [Int16] = []
    private var end: MonotonicInstant?

    /// A framer without samples.
    ///
    /// - Parameters:
    ///   - frameSize: samples in a frame; at least 1.
    ///   - sampleRate: the rate of the blocks in Hz.
    public init(frameSize: Int, sampleRate: Int) {
        self.frameSize = max(1, frameSize)
        self.sampleRate = sampleRate
    }

    /// Takes a block and gives the frames that it completes.
    public mutating func frames(completedBy block: SoundBlock) -> [SoundBlock] {
        if let end {
            let gap = block.captured.nanoseconds &- end.nanoseconds
            if abs(gap) > SampleFramer.tolerance { pending.removeAll(keepingCapacity: true) }
        }
        end = block.captured.advanced(by: block.samples.count, at: block.sampleRate)
        var moment = block.captured.advanced(by: -pending.count, at: sampleRate)
        pending += block.samples
        guard pending.count >= frameSize else { return [] }
        var frames: [SoundBlock] = []
        var start = 0
        while pending.count - start >= frameSize {
            frames.append(
                SoundBlock(samples: Array(pending[start..<start + frameSize]), sampleRate: sampleRate, captured: moment))
            start += frameSize
            moment = moment.advanced(by: frameSize, at: sampleRate)
        }
        pending.removeFirst(start)
        return frames
    }
}

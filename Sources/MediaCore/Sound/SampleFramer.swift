/// Cuts blocks of any length into frames of one length, each with its capture time.
///
/// Samples that no longer meet those after them, since some were lost in between, are given up: a frame holds no gap.
public struct SampleFramer: Sendable {
    /// What a capture time may be away from where the samples before it end; real cards and their clocks are far nearer.
    private static let tolerance = Duration.milliseconds(10)

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
            let gap = block.captured - end
            if gap > SampleFramer.tolerance || gap < .zero - SampleFramer.tolerance { pending.removeAll(keepingCapacity: true) }
        }
        end = block.captured + block.duration
        var moment = block.captured + (.zero - SoundBlock.duration(of: pending.count, at: sampleRate))
        pending += block.samples
        guard pending.count >= frameSize else { return [] }
        let step = SoundBlock.duration(of: frameSize, at: sampleRate)
        var frames: [SoundBlock] = []
        var start = 0
        while pending.count - start >= frameSize {
            frames.append(
                SoundBlock(samples: Array(pending[start..<start + frameSize]), sampleRate: sampleRate, captured: moment))
            start += frameSize
            moment = moment + step
        }
        pending.removeFirst(start)
        return frames
    }
}

import BoardDevices
import MediaCore
import Synchronization

/// One running encoder of libvo-aacenc: one channel, low complexity.
final class VOAACEncoder: AudioEncoder {
    static let frameSize: Int = 1_024
    /// Rates that the library has tables for, in Hz.
    static let sampleRates = [8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000]
    /// Bit rates of any sample rate.
    static let bitrates = 4_000...160_000
    /// How far what a decoder makes of a frame lies behind the samples that the frame was completed by: the overlap of the
    /// transform, and the look ahead for short blocks.
    static let delay = frameSize + 576

    /// Bit rates at a sample rate: a frame holds 6144 bits at most (ISO/IEC 14496-3, 4.5.3.3); beyond that the library falls
    /// back to a rate of its own.
    static func bitrates(at sampleRate: Int) -> ClosedRange<Int> {
        bitrates.lowerBound...min(bitrates.upperBound, max(bitrates.lowerBound, sampleRate * 6))
    }

    private struct State: ~Copyable {
        var handle: VOAACHandle
        var framer: SampleFramer
    }

    let configuration: [UInt8]
    let frameSize: Int = VOAACEncoder.frameSize
    private let sampleRate: Int
    private let state: Mutex<State>

    init(_ settings: AudioEncoderSettings) throws(DeviceFault) {
        guard VOAACEncoder.sampleRates.contains(settings.sampleRate),
            VOAACEncoder.bitrates(at: settings.sampleRate).contains(settings.bitrate),
            let configuration = AudioSpecificConfig.lowComplexity(sampleRate: settings.sampleRate)
        else {
            throw DeviceFault(.outOfRange, "vo-aacenc: \(settings.sampleRate) Hz at \(settings.bitrate) bit/s")
        }
        self.configuration = configuration
        sampleRate = settings.sampleRate
        state = Mutex(
            State(
                handle: try VOAACHandle(settings),
                framer: SampleFramer(frameSize: VOAACEncoder.frameSize, sampleRate: settings.sampleRate)))
    }

    func encode(_ block: SoundBlock, deliver: (SoundPacket) -> Void) throws(DeviceFault) {
        state.withLock { $0.framer.add(block) }
        while let packet = try nextPacket() { deliver(packet) }
    }

    private func nextPacket() throws(DeviceFault) -> SoundPacket? {
        try state.withLock { state throws(DeviceFault) in
            guard let frame = state.framer.next() else { return nil }
            return SoundPacket(
                codec: .aac, sampleRate: sampleRate, sampleCount: VOAACEncoder.frameSize,
                captured: frame.captured.advanced(by: -VOAACEncoder.delay, at: sampleRate),
                bytes: try state.handle.encode(frame.samples))
        }
    }
}

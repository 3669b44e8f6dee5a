import BoardDevices
import MediaCore

/// Encoders that make a packet of each block, with its number of samples in it.
struct FakeEncoders: AudioEncoderSource {
    let codec = AudioCodec.aac
    let limits: [AudioEncodingLimit]

    init(rates: [Int]) {
        limits = rates.map { AudioEncodingLimit(sampleRate: $0, bitrates: [16_000, 32_000]) }
    }

    func makeEncoder(_ settings: AudioEncoderSettings) throws(DeviceFault) -> any AudioEncoder { Encoder() }

    private final class Encoder: AudioEncoder {
        let configuration: [UInt8] = [0x14, 0x08]
        let frameSize = 1

        func encode(_ block: SoundBlock, deliver: (SoundPacket) -> Void) {
            deliver(
                SoundPacket(
                    codec: .aac, sampleRate: block.sampleRate, sampleCount: block.samples.count, captured: block.captured,
                    bytes: [UInt8(clamping: block.samples.count / 10)]))
        }
    }
}

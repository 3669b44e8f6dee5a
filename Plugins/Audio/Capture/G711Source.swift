import BoardDevices
import MediaCore
import Synchronization

/// G.711 in 20 ms a packet (RFC 3551 section 4.2), which needs no encoder of the board.
struct G711Source: AudioEncoderSource {
    static let mulaw: any AudioEncoderSource = G711Source(codec: .mulaw)
    static let alaw: any AudioEncoderSource = G711Source(codec: .alaw)

    static let bitrate = 64_000
    private static let frameSize = G711.sampleRate / 50

    let codec: AudioCodec
    let limits = [AudioEncodingLimit(sampleRate: G711.sampleRate, bitrates: [G711Source.bitrate])]

    func makeEncoder(_ settings: AudioEncoderSettings) throws(DeviceFault) -> any AudioEncoder {
        guard settings.sampleRate == G711.sampleRate, settings.bitrate == G711Source.bitrate else {
            throw DeviceFault(
                .outOfRange, "G.711 at \(settings.sampleRate) Hz and \(settings.bitrate) bit/s", remedy: "8000 and 64000")
        }
        return Encoder(codec)
    }

    private final class Encoder: AudioEncoder {
        let configuration: [UInt8] = []
        let frameSize = G711Source.frameSize
        private let law: AudioCodec
        private let framer = Mutex(SampleFramer(frameSize: G711Source.frameSize, sampleRate: G711.sampleRate))

        init(_ law: AudioCodec) { self.law = law }

        func encode(_ block: SoundBlock, deliver: (SoundPacket) -> Void) {
            framer.withLock { $0.add(block) }
            while let frame = framer.withLock({ $0.next() }) {
                deliver(
                    SoundPacket(
                        codec: law, sampleRate: frame.sampleRate, sampleCount: frame.samples.count, captured: frame.captured,
                        bytes: G711.encode(frame.samples, law: law)))
            }
        }
    }
}

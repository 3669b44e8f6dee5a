import BoardDevices
import MediaCore

/// Makes decoders of libfaad2.
final class FAADSource: AudioDecoderSource {
    let codec = AudioCodec.aac
    let sampleRates: [Int]

    init(sampleRates: [Int]) {
        self.sampleRates = sampleRates
    }

    func makeDecoder(sampleRate: Int) throws(DeviceFault) -> any AudioDecoder {
        try FAADDecoder(sampleRate: sampleRate)
    }
}

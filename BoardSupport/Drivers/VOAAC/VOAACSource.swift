import BoardDevices
import MediaCore

/// Makes encoders of libvo-aacenc.
final class VOAACSource: AudioEncoderSource {
    let codec = AudioCodec.aac
    let limits: [AudioEncodingLimit]

    init(limits: [AudioEncodingLimit]) {
        self.limits = limits
    }

    func makeEncoder(_ settings: AudioEncoderSettings) throws(DeviceFault) -> any AudioEncoder {
        try VOAACEncoder(settings)
    }
}

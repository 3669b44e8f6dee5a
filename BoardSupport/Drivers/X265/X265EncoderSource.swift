import BoardDevices
import MediaCore

/// Makes encoders with one tuning.
final class X265EncoderSource: VideoEncoderSource {
    let codec = VideoCodec.h265
    let limits: [VideoStream: [EncodingLimit]]
    private let tuning: X265Tuning

    init(tuning: X265Tuning, limits: [VideoStream: [EncodingLimit]]) {
        self.tuning = tuning
        self.limits = limits
    }

    func makeEncoder(_ settings: EncoderSettings) throws(DeviceFault) -> any VideoEncoder {
        try X265Encoder(settings, tuning: tuning)
    }
}

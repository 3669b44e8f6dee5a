import BoardDevices
import MediaCore

/// Makes encoders with one tuning.
final class X264EncoderSource: VideoEncoderSource {
    let codec = VideoCodec.h264
    let limits: [VideoStream: [EncodingLimit]]
    private let tuning: X264Tuning

    init(tuning: X264Tuning, limits: [VideoStream: [EncodingLimit]]) {
        self.tuning = tuning
        self.limits = limits
    }

    func makeEncoder(_ settings: EncoderSettings) throws(DeviceFault) -> any VideoEncoder {
        try X264Encoder(settings, tuning: tuning)
    }
}

import BoardDevices
import MediaCore

/// Makes encoders on one node: each opens it anew, and the kernel keeps them apart.
final class V4L2EncoderSource: VideoEncoderSource {
    let limits: [VideoStream: [EncodingLimit]]
    private let path: String
    private let format: CodedFormat

    init(path: String, format: CodedFormat, limits: [VideoStream: [EncodingLimit]]) {
        self.path = path
        self.format = format
        self.limits = limits
    }

    var codec: VideoCodec { format.codec }

    func makeEncoder(_ settings: EncoderSettings) throws(DeviceFault) -> any VideoEncoder {
        try V4L2Encoder(CodecNode.open(.path(path), making: format), format, settings)
    }
}

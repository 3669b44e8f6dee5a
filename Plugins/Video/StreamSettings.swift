import BoardDevices
import GatewayCore
import MediaCore

/// What one stream is set to (CGI section 3.10).
struct StreamSettings: Sendable, Hashable {
    var mode: String
    var resolution: String
    var framerate: Int
    var govLength: Int
    var bitrate: Int
    var control: BitrateControl

    /// Settings that the capabilities allow: the first mode, 1080P or VGA where there is such a thing.
    init?(_ stream: VideoStream, _ capabilities: VideoCapabilities) {
        guard let mode = capabilities.modes(of: stream).first else { return nil }
        let names = capabilities.resolutions(of: stream, mode: mode)
        let wished = stream == .main ? "1080P" : "VGA"
        guard let resolution = names.contains(wished) ? wished : names.first,
            let limit = capabilities.limit(of: stream, mode: mode, resolution: resolution)
        else { return nil }
        self.mode = mode
        self.resolution = resolution
        framerate = limit.framerate.clamp(25)
        govLength = 50
        bitrate = limit.bitrate.clamp(stream == .main ? 2_500 : 500)
        control = .cbr
    }

    /// What the encoder is to do; nil only if the resolution has no size.
    var encoder: EncoderSettings? {
        Resolution.size(named: resolution).map {
            EncoderSettings(size: $0, framerate: framerate, govLength: govLength, bitrate: bitrate, control: control)
        }
    }

    /// The parameters in the order of the document; the ranges are those of the mode and resolution after the request.
    static func fields(_ stream: VideoStream, _ capabilities: VideoCapabilities) -> [Field<StreamSettings>] {
        @Sendable func limit(_ settings: StreamSettings) -> EncodingLimit? {
            capabilities.limit(of: stream, mode: settings.mode, resolution: settings.resolution)
        }
        return [
            Field(\.mode, .listed("encode_mode", capabilities.modes(of: stream), "codec")),
            Field(\.resolution, name: "resolution") {
                .listed("resolution", capabilities.resolutions(of: stream, mode: $0.mode), "picture size")
            },
            Field(\.framerate, name: "framerate") {
                .number("framerate", limit($0)?.framerate ?? 1...30, "frames a second")
            },
            Field(\.govLength, .number("govlength", 1...400, "frames from one key frame to the next")),
            Field(\.bitrate, name: "bitrate") { .number("bitrate", limit($0)?.bitrate ?? 8...200_000, "kbit/s") },
            Field(\.control, .option("bitrate_control", "how the bit rate is kept")),
        ]
    }
}

extension ClosedRange where Bound == Int {
    /// The value in the range that is nearest to a wish.
    fileprivate func clamp(_ wish: Int) -> Int { Swift.min(Swift.max(wish, lowerBound), upperBound) }
}

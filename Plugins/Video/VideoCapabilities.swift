import BoardDevices
import GatewayCore
import MediaCore

/// What the streams may be set to, computed from the board's encoders and what its sensor gives (CGI section 3.9).
struct VideoCapabilities: Sendable {
    private let limits: [VideoStream: [(mode: String, limits: [EncodingLimit])]]

    /// - Parameters:
    ///   - encoders: in the order of the board file, which is the order of the reply.
    ///   - source: larger pictures and higher rates than the sensor's are left out.
    init(encoders: [any VideoEncoderSource], source: any FrameSource) {
        var limits: [VideoStream: [(mode: String, limits: [EncodingLimit])]] = [:]
        for stream in VideoStream.allCases {
            limits[stream] = encoders.filter(\.codec.isPlayable).compactMap { encoder in
                let possible = (encoder.limits[stream] ?? []).compactMap { VideoCapabilities.within($0, source) }
                return possible.isEmpty ? nil : (encoder.codec.rawValue, possible)
            }
        }
        self.limits = limits
    }

    /// The codecs of a stream.
    func modes(of stream: VideoStream) -> [String] { limits[stream]?.map(\.mode) ?? [] }

    /// The resolutions that go with a codec, by name.
    func resolutions(of stream: VideoStream, mode: String) -> [String] {
        entries(stream, mode).map { Resolution.name(of: $0.size) }
    }

    /// The ranges that go with a codec and a resolution.
    func limit(of stream: VideoStream, mode: String, resolution: String) -> EncodingLimit? {
        entries(stream, mode).first { Resolution.name(of: $0.size).hasSameBytes(as: resolution) }
    }

    /// The reply of `/cgi-bin/videoencoder/getcapabilities`.
    var element: XMLElement {
        let streams = VideoStream.allCases.filter { !modes(of: $0).isEmpty }
        return XMLElement("video_capabilities", children: streams.map(element))
    }

    private func element(_ stream: VideoStream) -> XMLElement {
        let modes = (limits[stream] ?? []).map { mode in
            XMLElement("encode_mode", attributes: [("name", mode.mode)], children: mode.limits.map(element))
        }
        return XMLElement(stream.rawValue, children: modes)
    }

    private func element(_ limit: EncodingLimit) -> XMLElement {
        XMLElement(
            "resolution", attributes: [("name", Resolution.name(of: limit.size))],
            children: [
                XMLElement("framerate_range", text: text(limit.framerate)),
                XMLElement("bitrate_range", text: text(limit.bitrate)),
            ])
    }

    private func text(_ range: ClosedRange<Int>) -> String { "\(range.lowerBound)-\(range.upperBound)" }

    private func entries(_ stream: VideoStream, _ mode: String) -> [EncodingLimit] {
        limits[stream]?.first { $0.mode.hasSameBytes(as: mode) }?.limits ?? []
    }

    private static func within(_ limit: EncodingLimit, _ source: any FrameSource) -> EncodingLimit? {
        if let size = source.maximumSize, limit.size.width > size.width || limit.size.height > size.height { return nil }
        let rate = min(limit.framerate.upperBound, source.maximumRate(at: limit.size) ?? .max)
        guard rate >= limit.framerate.lowerBound else { return nil }
        return EncodingLimit(size: limit.size, framerate: limit.framerate.lowerBound...rate, bitrate: limit.bitrate)
    }
}

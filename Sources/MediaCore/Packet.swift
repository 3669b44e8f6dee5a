/// A video compression standard.
public enum VideoCodec: String, Sendable, Hashable, CaseIterable {
    /// ITU-T H.264, as the CGI names it.
    case h264 = "H264"
    /// ITU-T H.265, as the CGI names it.
    case h265 = "H265"
    /// The kernel's own transform codec, which its virtual encoder makes: there to try the encoder driver without hardware.
    case fwht = "FWHT"

    /// Whether there are players for it; what nobody can play is offered to no stream.
    public var isPlayable: Bool { self != .fwht }
}

/// One compressed picture (an access unit).
public struct Packet: Sendable {
    /// The compression standard.
    public let codec: VideoCodec
    /// When the sensor took the picture.
    public let captured: MonotonicInstant
    /// Whether decoding can begin here. The parameter sets then come first among the units.
    public let isKey: Bool
    /// The size of the picture.
    public let size: PictureSize
    /// All units one after the other, without start codes.
    public let bytes: [UInt8]
    /// Where each network abstraction layer unit lies in `bytes`, in decoding order.
    public let units: [Range<Int>]

    /// A compressed picture whose units lie in `bytes`.
    public init(
        codec: VideoCodec, captured: MonotonicInstant, isKey: Bool, size: PictureSize, bytes: [UInt8],
        units: [Range<Int>]
    ) {
        self.codec = codec
        self.captured = captured
        self.isKey = isKey
        self.size = size
        self.bytes = bytes
        self.units = units
    }
}

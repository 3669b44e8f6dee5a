public import MediaCore

/// A video encoder of a board: software or hardware, one codec. Played by the role `video-encoder`; a board may have several.
public protocol VideoEncoderSource: Sendable {
    /// The codec that its packets are in.
    var codec: VideoCodec { get }
    /// What each stream may be set to (CGI section 3.9), largest resolution first; a stream that is missing has none.
    var limits: [VideoStream: [EncodingLimit]] { get }

    /// An encoder with the given settings.
    func makeEncoder(_ settings: EncoderSettings) throws(DeviceFault) -> any VideoEncoder
}

/// One running encoder. Used by one thread at a time.
public protocol VideoEncoder: AnyObject, Sendable {
    /// Compresses a frame of the settings' size.
    ///
    /// - Parameter key: begin a new group of pictures here.
    /// - Returns: the packets that came out, in decoding order; none while the encoder is still gathering.
    func encode(_ frame: Frame, key: Bool) throws(DeviceFault) -> [Packet]

    /// Takes new settings on without a new encoder.
    ///
    /// - Returns: false if that needs a new encoder (another size, for instance); the old settings then stay.
    func adopt(_ settings: EncoderSettings) -> Bool
}

/// A stream of the camera (CGI section 3.9).
public enum VideoStream: String, Sendable, Hashable, CaseIterable {
    /// The main stream.
    case main = "stream1"
    /// The sub stream.
    case sub = "stream2"
}

/// How a bit rate is kept (CGI section 3.10).
public enum BitrateControl: String, Sendable, Hashable, CaseIterable {
    /// Constant.
    case cbr = "CBR"
    /// Variable, with the bit rate as its ceiling.
    case vbr = "VBR"
}

/// One resolution that a stream may have, with what goes with it.
public struct EncodingLimit: Sendable, Hashable {
    /// Pixels across and down.
    public let size: PictureSize
    /// Frames a second.
    public let framerate: ClosedRange<Int>
    /// kbit/s.
    public let bitrate: ClosedRange<Int>

    /// A limit: frames a second and kbit/s that go with a size.
    public init(size: PictureSize, framerate: ClosedRange<Int>, bitrate: ClosedRange<Int>) {
        self.size = size
        self.framerate = framerate
        self.bitrate = bitrate
    }
}

/// What an encoder is to do.
public struct EncoderSettings: Sendable, Hashable {
    /// Pixels across and down.
    public var size: PictureSize
    /// Frames a second.
    public var framerate: Int
    /// Frames from one key frame to the next.
    public var govLength: Int
    /// kbit/s.
    public var bitrate: Int
    /// How the bit rate is kept.
    public var control: BitrateControl

    /// Settings for an encoder.
    public init(size: PictureSize, framerate: Int, govLength: Int, bitrate: Int, control: BitrateControl) {
        self.size = size
        self.framerate = framerate
        self.govLength = govLength
        self.bitrate = bitrate
        self.control = control
    }
}

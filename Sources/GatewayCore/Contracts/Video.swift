public import BoardDevices
public import MediaCore

/// Compressed video of the camera's streams. Offered by the video module, used by streaming.
public protocol VideoFeeds: Sendable {
    /// The packets of a stream, or nil if this board has no such stream. The stream is encoded while somebody reads.
    func packets(of stream: VideoStream) -> Feed<Packet>?

    /// What the stream is set to now.
    func settings(of stream: VideoStream) -> (codec: VideoCodec, settings: EncoderSettings)?

    /// Asks for a key frame as the next picture of a stream; several wishes make one.
    func requestKeyFrame(of stream: VideoStream)
}

/// Pictures of the camera after all adjustments, before scaling. Offered by the video module, used by motion detection.
public protocol FrameFeed: Sendable {
    /// Every picture of the camera, in the sensor's size, on the sensor's thread; the camera runs while somebody reads.
    var frames: Feed<Frame> { get }
}

/// Single pictures. Offered by the video module, used by snapshots.
public protocol Snapshots: Sendable {
    /// A JPEG picture of a stream as it looks now, with everything that is drawn into it.
    ///
    /// - Throws: `busy` if the camera gives no picture in time.
    func jpeg(of stream: VideoStream) async throws(Fault) -> [UInt8]
}

/// Something that is done to pictures between sensor and encoder: adjustments, masks, text. Stages work in the order of `place`.
public protocol FrameStage: Sendable {
    /// Where the stage works.
    var place: FrameStagePlace { get }

    /// Whether the stage would change a picture now; pictures that nobody changes are not copied.
    func changes(_ context: FrameContext) -> Bool

    /// Changes the picture.
    func apply(to frame: inout Frame, _ context: FrameContext)
}

/// Where a stage works.
public enum FrameStagePlace: Int, Sendable, Comparable {
    /// On the sensor's picture: adjustments of brightness and colour.
    case adjustment
    /// On the sensor's picture, after the adjustments: privacy masks.
    case mask
    /// On each stream's own picture, after scaling: text.
    case overlay

    public static func < (left: FrameStagePlace, right: FrameStagePlace) -> Bool { left.rawValue < right.rawValue }
}

/// What a stage may want to know about the picture at hand.
public struct FrameContext: Sendable {
    /// The stream that the picture is for; nil before the streams part.
    public let stream: VideoStream?
    /// What the stream's encoder is set to; nil before the streams part.
    public let settings: EncoderSettings?

    /// Facts about a picture.
    public init(stream: VideoStream?, settings: EncoderSettings?) {
        self.stream = stream
        self.settings = settings
    }
}

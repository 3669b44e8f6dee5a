import NIOCore

/// One medium of a stream as RTSP sees it (`trackID=N`): video or audio.
///
/// A track lives on one event loop and is used there only.
protocol Track: AnyObject {
    /// The synchronization source of its RTP packets.
    var source: UInt32 { get }

    /// Whether the other tracks of a session wait for this one to begin, and the session ends when its format changes.
    var leads: Bool { get }

    /// The payload format with its clock rate that the track is in now, such as `H264/90000`; nil while it has none.
    var format: String? { get }

    /// Where the track is now: what RTP-Info says to a viewer that joined before.
    var position: TrackPosition { get }

    /// Adds a viewer, which is sent everything from the next key frame on once it has begun.
    func join(_ viewer: Viewer)

    /// Removes a viewer; the last one ends the encoding.
    func leave(_ viewer: Viewer)

    /// Finds out how the track is announced; it may have to wait for a picture.
    ///
    /// - Parameter done: called once, at once or later; with nil if nothing came in time, the stream is not there, or the
    /// medium is
    ///   switched off.
    func describe(_ done: @escaping (MediaDescription?) -> Void)

    /// Sends everybody away and forgets what it waits for.
    func end()
}

/// A place in the packets of a track.
struct TrackPosition: Hashable {
    /// Sequence number of the next packet.
    let sequence: UInt16
    /// Its time stamp, or about that.
    let timestamp: UInt32
}

/// How one medium is announced.
struct MediaDescription: Hashable {
    /// `video` or `audio`.
    let media: String
    /// The RTP payload type.
    let payloadType: UInt8
    /// The payload format with its clock rate, such as `H264/90000`.
    let mapping: String
    /// The value of `a=fmtp` without the payload type; empty where there is none.
    let parameters: String
    /// kbit/s.
    let bandwidth: Int
    /// Pictures a second; nil for sound.
    let framerate: Int?
}

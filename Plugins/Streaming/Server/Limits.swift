/// What a client may use up.
struct Limits: Sendable {
    /// RTSP connections in all.
    var connections = 128
    /// RTSP connections of one address.
    var connectionsPerAddress = 64
    /// Bytes of a request line.
    var requestLine = 2_048
    /// Bytes of a request line and all header fields.
    var head = 8_192
    /// Header fields of a request.
    var fields = 64
    /// Bytes of a request body.
    var body = 4_096
    /// Bytes that may wait to be sent to a viewer before it counts as slow.
    var backlog = 1 << 20
    /// How long a session, or a connection without one, lives without a sign of its client.
    var silence = Duration.seconds(60)
    /// How long PLAY waits for a key frame before it is answered without RTP-Info.
    var firstPicture = Duration.seconds(2)
}

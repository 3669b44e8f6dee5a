/// What a client may ask of the HTTP server. A camera on a hostile network survives with the defaults; tests make them small.
public struct HTTPLimits: Sendable {
    /// Request line and header fields together, in bytes; more is answered 431.
    public var head = 16_384
    /// Connections at a time; the next one is answered 503 and closed.
    public var connections = 256
    /// From the first byte of a request to the end of its header; then 408.
    public var headTime = Duration.seconds(10)
    /// Without a further piece of a body that somebody waits for; then 408.
    public var bodyTime = Duration.seconds(10)
    /// Without a request on an open connection; then it is closed in silence.
    public var idleTime = Duration.seconds(60)
    /// Without progress of a client that does not read its reply; then the connection is closed.
    public var replyTime = Duration.seconds(30)
    /// How much of an upload waits for its reader, in bytes, before the network is no longer read.
    public var uploadWindow = 262_144
    /// How much of a refused request is still read, in bytes, so that its sender gets to see the answer.
    public var drain = 16_777_216
    /// How long a refused request is still read.
    public var drainTime = Duration.seconds(5)
    /// How long requests under way may take when the server stops.
    public var stopTime = Duration.seconds(1)
    /// How long the old port still accepts after a move to a new one.
    public var moveTime = Duration.milliseconds(300)

    /// The defaults.
    public init() {}
}

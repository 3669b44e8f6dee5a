import BoardDevices
import GatewayCore
import Logging
import MediaCore
import NIOCore

/// One RTSP connection: cuts requests out of its bytes, answers them one after the other, and ends with its client.
///
/// Nothing is read while an answer is outstanding or the client does not take what it was sent, so what it can make the server
/// hold is bounded.
final class Connection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    /// How long an ending connection may take to say its last words.
    private static let farewell = TimeAmount.milliseconds(500)

    let channel: any Channel
    /// Whether TLS lies below.
    let isSecure: Bool
    let audience: Audience
    /// The client's address without port, as logins are counted by it.
    let source: String
    /// Who the client is, once it has shown it.
    var identity: Identity?
    /// The client's session, if one is set up.
    var session: StreamSession?
    /// The payload formats of the tracks in the description that the client was given last.
    var announced: (stream: VideoStream, formats: [Int: String])?

    private var parser: RTSPParser
    private var isAnswering = false
    private var isAdvancing = false
    private var isEnding = false
    private var lastSign: MonotonicInstant

    /// A connection that was just accepted.
    init(channel: any Channel, isSecure: Bool = false, audience: Audience) {
        self.channel = channel
        self.isSecure = isSecure
        self.audience = audience
        source = channel.remoteAddress?.host ?? "unknown"
        parser = RTSPParser(limits: audience.limits)
        lastSign = audience.loop.clock.now
    }

    // MARK: Bytes

    func channelActive(context: ChannelHandlerContext) {
        switch audience.admit(self) {
        case .admitted: channel.read()
        case .dropped: channel.close(promise: nil)
        case .refused(let problem):
            log("connection", "", .unavailable, problem)
            finish(RTSPResponse(.unavailable).encoded(sequence: nil))
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        isEnding = true
        session?.end()
        session = nil
        audience.remove(self)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if !isEnding { parser.append(unwrapInboundIn(data)) }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        advance()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if channel.isWritable { advance() }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        audience.logger.debug("connection broke", metadata: ["source": "\(source)", "problem": "\(error)"])
        context.close(promise: nil)
    }

    private func advance() {
        guard !isAdvancing else { return }
        isAdvancing = true
        while !isAnswering, !isEnding, channel.isWritable, let message = parser.next() { take(message) }
        isAdvancing = false
        // An ending connection is read on, into nothing: closed over unread bytes, the kernel would drop our last words.
        if isEnding || (!isAnswering && channel.isWritable) { channel.read() }
    }

    private func take(_ message: RTSPParser.Message) {
        switch message {
        case .interleaved(let channel, let packet):
            guard let session, session.channels.contains(channel) else { return }
            if RTCP.isReport(packet) {
                giveSign()
            } else if session.voice?.channels.first == channel {
                hear(packet)
            }
        case .malformed(let malformation):
            log("request", "", malformation.status, malformation.problem)
            finish(RTSPResponse(malformation.status).encoded(sequence: nil))
        case .request(let request):
            giveSign()
            isAnswering = true
            answer(request)
        }
    }

    // MARK: Answers

    /// Sends the answer to the request at hand and goes on to the next.
    func reply(_ response: RTSPResponse, to request: RTSPRequest) {
        isAnswering = false
        guard !isEnding else { return }
        channel.writeAndFlush(response.encoded(sequence: request.sequence), promise: nil)
        advance()
    }

    /// One line about a refusal; the path comes without query, and only as far as it is printable and short.
    func log(_ method: String, _ path: String, _ status: RTSPStatus, _ problem: String) {
        // Clients ask without credentials first, to be told what kind is wanted.
        let level: Logger.Level = problem == UserAuthenticator.challenge ? .debug : .notice
        audience.logger.log(
            level: level, "request refused",
            metadata: [
                "method": "\(method.prefix(32))", "path": "\(path.prefix(64))", "status": "\(status.rawValue)",
                "problem": "\(problem)", "source": "\(source)",
            ])
    }

    // MARK: Life

    /// Notes that the client is there.
    func giveSign() {
        lastSign = audience.loop.clock.now
    }

    /// Takes what the client says.
    func hear(_ packet: ByteBuffer) {
        guard let session, session.isPlaying, session.voice?.channel.hear(packet) == true else { return }
        giveSign()
    }

    /// Ends the connection if its client has been silent for too long.
    func endIfSilent(_ now: MonotonicInstant) {
        guard now - lastSign >= audience.limits.silence, !isEnding else { return }
        audience.logger.info("client is silent, its connection ends", metadata: ["source": "\(source)"])
        end()
    }

    /// Says good-bye to a viewer and closes in order.
    func end() {
        finish(ByteBuffer())
    }

    private func finish(_ lastWords: ByteBuffer) {
        guard !isEnding else { return }
        isEnding = true
        session?.end()
        session = nil
        channel.writeAndFlush(lastWords, promise: nil)
        // The output is closed when everything before it has been taken; the client closes its side then.
        channel.close(mode: .output, promise: nil)
        let channel = channel
        channel.eventLoop.scheduleTask(in: Connection.farewell) { channel.close(promise: nil) }
        channel.read()
    }
}

extension SocketAddress {
    /// The address without port; IPv4 in its own form even where it came through an IPv6 socket.
    var host: String? {
        guard let text = ipAddress else { return nil }
        let mapped = "::ffff:"
        guard text.hasPrefix(mapped), text.utf8.contains(UInt8(ascii: ".")) else { return text }
        return String(text.dropFirst(mapped.utf8.count))
    }
}

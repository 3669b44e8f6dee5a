import GatewayCore
import Logging
import NIOCore
import NIOHTTP1

/// One client's connection: takes the requests that the decoder finds one after the other, has the gateway answer them, and writes
/// the replies in the order of the requests.
///
/// Everything happens on the connection's event loop; only answers that wait for something run elsewhere.
final class HTTPConnection: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// What a connection needs to know of its server.
    struct Surroundings: Sendable {
        let gateway: @Sendable () -> Gateway?
        let limits: HTTPLimits
        let logger: Logger
        let listener: HTTPListener
        let answers: PendingAnswers
    }

    /// What comes in from the decoder.
    enum Incoming {
        case part(HTTPServerRequestPart)
        case failure(Fault)
    }

    /// Where the connection is in its current request.
    enum Stage {
        /// Before the head.
        case ready
        /// The answer is known; only the end of the request is waited for.
        case answered(Reply)
        /// Collecting a body of at most so many bytes.
        case form(Gateway, limit: Int)
        /// The interface takes the body while it comes.
        case upload(UploadStream)
        /// The request is here as a whole and its answer is being made.
        case answering
        /// The last reply is on its way and nothing is taken any more; what the client still sends is read or not.
        case closing(drains: Bool)
        /// The last reply is out; what the client still sends is thrown away so that it gets to read the reply.
        case draining
    }

    /// The request at hand, as far as its reply depends on it.
    struct Current {
        let head: RequestHead
        let isHead: Bool
        let keepsAlive: Bool
        let isOldVersion: Bool
        var owesContinue: Bool
    }

    let surroundings: Surroundings
    let peer: String
    let trustsProxy: Bool
    let isSurplus: Bool

    var context: ChannelHandlerContext?
    var stage = Stage.ready
    var current: Current?
    var form = ByteBuffer()
    var waiting = CircularBuffer<Incoming>()
    var out = ByteBuffer()
    var afterwards: [@Sendable () -> Void] = []
    var writer = ReplyWriter()
    var inputEnded = false
    var isLeaving = false
    var readIsHeld = false
    var drained = 0
    var deadlines = HTTPDeadlines()

    /// A connection of a client at the address `peer`; one that is `isSurplus` is only told so.
    init(_ surroundings: Surroundings, peer: String, trustsProxy: Bool, isSurplus: Bool) {
        self.surroundings = surroundings
        self.peer = peer
        self.trustsProxy = trustsProxy
        self.isSurplus = isSurplus
    }

    var limits: HTTPLimits { surroundings.limits }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        deadlines.begin()
        if isSurplus { refuse(.busy) }
        flush()
        rearm()
        context.fireChannelActive()
    }

    /// Bytes have come in, before anybody has looked at them.
    ///
    /// - Returns: whether the decoder is to see them.
    func bytesArrived(_ bytes: inout ByteBuffer) -> Bool {
        switch stage {
        case .ready:
            deadlines.read()
            guard waiting.isEmpty else { return true }
            if !deadlines.isInHead { RequestLine.encode(in: &bytes) }
            deadlines.headBegan()
            return true
        case .answered, .form, .upload, .answering:
            deadlines.read()
            return true
        case .closing: return false
        case .draining:
            drained &+= bytes.readableBytes
            if drained > limits.drain { context?.close(promise: nil) }
            return false
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        receive(.part(unwrapInboundIn(data)))
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        flush()
        rearm()
        context.fireChannelReadComplete()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case HTTPParserError.headerOverflow: receive(.failure(.headerTooLarge))
        case is HTTPParserError: receive(.failure(.parameters))
        case is ByteToMessageDecoderError: return
        default:
            surroundings.logger.debug("connection failed", metadata: ["source": "\(peer)", "problem": "\(error)"])
            context.close(promise: nil)
            return
        }
        flush()
        rearm()
    }

    func channelInactive(context: ChannelHandlerContext) {
        if case .upload(let stream) = stage { stream.end(.failure(.interrupted)) }
        stage = .draining
        waiting.removeAll()
        deadlines.cancel()
        runAfterwards()
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case ChannelEvent.inputClosed: endOfInput()
        case is HTTPListener.Retirement: closeIfIdle()
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        deadlines.read()
        deadlines.progressed()
        if context.channel.isWritable {
            takeWaiting()
            flush()
            resumeReading()
        }
        rearm()
        context.fireChannelWritabilityChanged()
    }

    // Reading is asked for by the channel itself after each read; held back, it makes TCP slow the client down.
    func read(context: ChannelHandlerContext) {
        if holdsReading { readIsHeld = true } else { context.read() }
    }

    private var holdsReading: Bool {
        switch stage {
        case .draining: false
        case .closing: true
        case .upload(let stream) where stream.isFull: true
        case .ready, .answered, .form, .upload, .answering: waiting.count > 8 || context?.channel.isWritable == false
        }
    }

    /// Reads again if nothing stands against it any more.
    func resumeReading() {
        guard readIsHeld, !holdsReading else { return }
        readIsHeld = false
        context?.read()
    }
}

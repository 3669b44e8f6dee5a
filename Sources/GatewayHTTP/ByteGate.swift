import NIOCore

/// Stands before the decoder: tells the connection that bytes have come, and keeps from the decoder what nobody will read.
final class ByteGate: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let connection: HTTPConnection

    init(_ connection: HTTPConnection) {
        self.connection = connection
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        if connection.bytesArrived(&bytes) { context.fireChannelRead(wrapInboundOut(bytes)) }
    }
}

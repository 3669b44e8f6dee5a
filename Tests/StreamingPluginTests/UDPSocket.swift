import NIOCore
import NIOPosix

/// A client's UDP port.
final class UDPSocket: Sendable {
    let port: Int
    private let channel: any Channel
    private let inbox: Inbox<[UInt8]>

    private init(_ channel: any Channel, _ inbox: Inbox<[UInt8]>) {
        self.channel = channel
        self.inbox = inbox
        port = channel.localAddress?.port ?? 0
    }

    static func open() async throws -> UDPSocket {
        let inbox = Inbox<[UInt8]>()
        let channel = try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.socketOption(.so_rcvbuf), value: 1 << 20)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Reader(inbox))
                }
            }.bind(host: "127.0.0.1", port: 0).get()
        return UDPSocket(channel, inbox)
    }

    private final class Reader: ChannelInboundHandler {
        typealias InboundIn = AddressedEnvelope<ByteBuffer>
        private let inbox: Inbox<[UInt8]>

        init(_ inbox: Inbox<[UInt8]>) { self.inbox = inbox }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            inbox.put([Array(unwrapInboundIn(data).data.readableBytesView)])
        }
    }

    /// The next datagram.
    func datagram() async -> [UInt8]? {
        await inbox.take { datagrams in datagrams.first.map { ($0, 1) } }
    }

    /// Sends a datagram to a port of the server.
    func send(_ bytes: [UInt8], to port: Int) async throws {
        let address = try SocketAddress(ipAddress: "127.0.0.1", port: port)
        try await channel.writeAndFlush(AddressedEnvelope(remoteAddress: address, data: ByteBuffer(bytes: bytes))).get()
    }

    func close() async { try? await channel.close().get() }
}

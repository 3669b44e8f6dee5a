import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// One listening socket with the connections that came through it.
final class HTTPListener: Sendable {
    /// Tells a connection to close as soon as no request is under way.
    struct Retirement: Sendable {}

    private struct State {
        var socket: (any Channel)?
        var connections: [ObjectIdentifier: any Channel] = [:]
    }

    private let state = Mutex(State())
    private let retiring = Atomic(false)

    /// Whether replies end their connections.
    var isRetiring: Bool { retiring.load(ordering: .relaxed) }

    /// The port that it listens on; nil on a socket file.
    var port: Int? { state.withLock { $0.socket?.localAddress?.port } }

    /// Starts to listen.
    ///
    /// - Parameters:
    ///   - count: how many connections the server has, over all listeners.
    ///   - surroundings: what connections are given.
    func bind(
        _ address: HTTPAddress, group: any EventLoopGroup, count: ConnectionCount, limits: HTTPLimits,
        surroundings: HTTPConnection.Surroundings
    ) async throws {
        let isLocal = if case .unix = address { true } else { false }
        var bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 256)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            // A second read after each request would only learn that there is nothing more yet.
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelOption(.writeBufferWaterMark, value: .init(low: 65_536, high: 262_144))
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try self.prepare(channel, isLocal, count, limits, surroundings)
                }
            }
        if !isLocal {
            bootstrap =
                bootstrap
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
        }
        let socket =
            switch address {
            case .tcp(let host, let port): try await bootstrap.bind(host: host, port: port).get()
            case .unix(let path): try await bootstrap.bind(unixDomainSocketPath: path).get()
            }
        state.withLock { $0.socket = socket }
    }

    private func prepare(
        _ channel: any Channel, _ isLocal: Bool, _ count: ConnectionCount, _ limits: HTTPLimits,
        _ surroundings: HTTPConnection.Surroundings
    ) throws {
        let number = count.add()
        state.withLock { $0.connections[ObjectIdentifier(channel)] = channel }
        channel.closeFuture.whenComplete { _ in
            count.remove()
            self.state.withLock { $0.connections[ObjectIdentifier(channel)] = nil }
        }
        // Being told costs a connection too; beyond that there is only the door.
        guard number <= limits.connections + 64 else { throw ChannelError.inputClosed }
        let connection = HTTPConnection(
            surroundings, peer: HTTPListener.peer(of: channel, isLocal), trustsProxy: isLocal,
            isSurplus: number > limits.connections)
        var decoderLimits = NIOHTTPDecoderLimitConfiguration()
        decoderLimits.maxHeaderFieldSize = limits.head
        decoderLimits.maxHeaderListSize = limits.head
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(ByteGate(connection))
        try pipeline.addHandler(ByteToMessageHandler(HTTPRequestDecoder(limitConfiguration: decoderLimits)))
        try pipeline.addHandler(connection)
    }

    private static func peer(of channel: any Channel, _ isLocal: Bool) -> String {
        guard !isLocal, let text = channel.remoteAddress?.ipAddress else { return "local" }
        // An IPv6 socket sees IPv4 clients under mapped addresses; a client shall have one name.
        let mapped = "::ffff:"
        return text.utf8.starts(with: mapped.utf8) && text.utf8.contains(UInt8(ascii: "."))
            ? String(text.dropFirst(mapped.utf8.count)) : text
    }

    /// From now on each reply ends its connection; with false, no longer.
    func retire(_ isRetiring: Bool) {
        retiring.store(isRetiring, ordering: .relaxed)
    }

    /// Accepts no more, and closes the connections as their requests are answered.
    func close() async {
        retire(true)
        let socket = state.withLock { $0.socket }
        try? await socket?.close().get()
        for connection in state.withLock({ Array($0.connections.values) }) {
            connection.pipeline.fireUserInboundEventTriggered(Retirement())
        }
    }

    /// Waits until every connection has closed; after `patience` it closes them itself.
    func connectionsEnded(within patience: Duration, on loop: any EventLoop) async {
        let timer = loop.scheduleTask(in: TimeAmount(patience)) {
            for connection in self.state.withLock({ Array($0.connections.values) }) { connection.close(promise: nil) }
        }
        for connection in state.withLock({ Array($0.connections.values) }) {
            try? await connection.closeFuture.get()
        }
        timer.cancel()
    }
}

/// How many connections a server has.
final class ConnectionCount: Sendable {
    private let count = Atomic(0)

    /// Counts one more; returns how many there are now.
    func add() -> Int { count.wrappingAdd(1, ordering: .relaxed).newValue }

    func remove() {
        count.wrappingSubtract(1, ordering: .relaxed)
    }
}

import BoardDevices
import GatewayCore
import Logging
import MediaCore
import NIOCore
import NIOPosix
import Synchronization

/// The RTSP server: listens, keeps time for its audience, and ends in order.
///
/// One event loop carries all viewers: each packet is made once and costs a viewer one write, so the loop is never the
/// bottleneck of a camera. More loops would be more audiences.
final class RTSPServer: Sendable {
    /// How long viewers may take to hear the good-bye.
    private static let farewell = TimeAmount.milliseconds(300)
    private static let tickInterval = Duration.seconds(1)

    /// Where it listens, with the port that the system chose if it was to.
    let address: ListenAddress
    /// Where it listens for TLS, if it does.
    let secureAddress: ListenAddress?

    private let group: MultiThreadedEventLoopGroup
    private let listeners: [any Channel]
    private let entrance: LoopEntrance
    private let audience: NIOLoopBound<Audience>
    private let ticks: Ticks
    private let exclusions: Subscription

    /// Starts listening.
    ///
    /// - Parameter ntp: the camera's wall clock as an NTP time stamp.
    /// - Throws: ``BindFailure`` if the address cannot be had.
    static func start(
        at wanted: ListenAddress, secure: (address: ListenAddress, layer: SecureLayer)? = nil, media: Media,
        access: Access, clock: any MonotonicClock, ntp: @escaping @Sendable () -> UInt64, limits: Limits, logger: Logger
    ) async throws(BindFailure) -> RTSPServer {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let loop = group.next()
        let entrance = LoopEntrance(loop)
        do {
            let audience = try await loop.submit {
                let audience = Audience(
                    loop: LoopContext(entrance: entrance, clock: clock, ntp: ntp), media: media,
                    authenticator: UserAuthenticator(access: access), limits: limits, logger: logger)
                return NIOLoopBound(audience, eventLoop: loop)
            }.get()
            var listeners = [try await bind(wanted, nil, loop, audience, limits).get()]
            if let secure { listeners.append(try await bind(secure.address, secure.layer, loop, audience, limits).get()) }
            try await loop.flatSubmit {
                let audience = audience.value
                return audience.sockets.open(host: wanted.host, loop: loop) { [weak audience] address, packet in
                    audience?.heard(from: address, packet)
                }
            }.get()
            return RTSPServer(wanted, secure?.address, group, listeners, entrance, audience, access, clock)
        } catch {
            entrance.close()
            try? await group.shutdownGracefully()
            throw BindFailure(address: wanted, problem: "\(error)")
        }
    }

    private init(
        _ wanted: ListenAddress, _ secure: ListenAddress?, _ group: MultiThreadedEventLoopGroup, _ listeners: [any Channel],
        _ entrance: LoopEntrance, _ audience: NIOLoopBound<Audience>, _ access: Access, _ clock: any MonotonicClock
    ) {
        address = ListenAddress(host: wanted.host, port: listeners.first?.localAddress?.port ?? wanted.port)
        secureAddress = secure.map { ListenAddress(host: $0.host, port: listeners.last?.localAddress?.port ?? $0.port) }
        self.group = group
        self.listeners = listeners
        self.entrance = entrance
        self.audience = audience
        exclusions = access.ended.subscribe { end in
            entrance.execute { audience.value.userEnded(end) }
        }
        ticks = Ticks(every: RTSPServer.tickInterval, clock: clock) {
            entrance.execute { audience.value.look() }
        }
    }

    private static func bind(
        _ wanted: ListenAddress, _ layer: SecureLayer?, _ loop: any EventLoop, _ audience: NIOLoopBound<Audience>,
        _ limits: Limits
    ) -> EventLoopFuture<any Channel> {
        ServerBootstrap(group: loop)
            .serverChannelOption(.backlog, value: 64)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.autoRead, value: false)
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelOption(
                .recvAllocator, value: AdaptiveRecvByteBufferAllocator(minimum: 512, initial: 1_024, maximum: 16_384)
            )
            .childChannelOption(.writeBufferWaterMark, value: .init(low: limits.backlog / 4, high: limits.backlog))
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let layer { try channel.pipeline.syncOperations.addHandler(layer.handler()) }
                    try channel.pipeline.syncOperations.addHandler(
                        Connection(channel: channel, isSecure: layer != nil, audience: audience.value))
                }
            }
            .bind(host: wanted.host, port: wanted.port)
    }

    /// Stops listening, says good-bye to all viewers and ends.
    func stop() async {
        ticks.cancel()
        exclusions.cancel()
        let audience = audience
        let loop = entrance.loop
        let listeners = listeners
        let closed = loop.flatSubmit {
            for listener in listeners { listener.close(promise: nil) }
            let closed = loop.makePromise(of: Void.self)
            let late = loop.scheduleTask(in: RTSPServer.farewell) { closed.succeed() }
            audience.value.end().whenComplete { _ in
                late.cancel()
                closed.succeed()
            }
            return closed.futureResult
        }
        try? await closed.get()
        entrance.close()
        try? await loop.submit { audience.value.sockets.close() }.get()
        try? await group.shutdownGracefully()
    }
}

/// An address that cannot be listened at.
struct BindFailure: Error, CustomStringConvertible {
    /// The address.
    let address: ListenAddress
    /// Why.
    let problem: String

    var description: String { "RTSP cannot listen at \(address): \(problem)" }
}

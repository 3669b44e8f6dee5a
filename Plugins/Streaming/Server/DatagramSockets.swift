import Logging
import NIOCore
import NIOPosix

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The pair of UDP sockets that all viewers of an event loop share: RTP on an even port, RTCP on the next (RFC 3550 section 11).
///
/// Lives on the loop. A pair that the kernel took away (no route while the network was down, for instance) is opened again.
///
/// The packets of a picture are given to the kernel in trains where it can cut them apart (UDP generic segmentation offload), which
/// is one way through the network stack instead of one a packet. A way that is too narrow for a packet then takes the socket away,
/// so a pair that was lost goes on with single packets.
final class DatagramSockets {
    /// The ports that are tried, in this order.
    private static let candidates = stride(from: 6_970, to: 8_970, by: 2)
    private static let backlog = 16 << 20

    /// The socket that RTP is sent from, while it is open.
    private(set) var rtp: (any Channel)?
    /// The socket that RTCP is sent from and received on, while it is open.
    private(set) var rtcp: (any Channel)?
    /// Whether RTP may be written in trains of packets.
    private(set) var isSegmenting = false
    /// The ports, once they were found; kept when the sockets are opened again.
    private(set) var ports: (rtp: Int, rtcp: Int)?

    private let logger: Logger
    private var again: (() -> EventLoopFuture<Void>)?
    private var isOpening = false
    private var wasLost = false

    /// Sockets that are not open yet.
    init(logger: Logger) {
        self.logger = logger
    }

    /// Opens the pair.
    ///
    /// - Parameters:
    ///   - host: the local address.
    ///   - loop: the loop that the sockets live on.
    ///   - heard: called on the loop for every datagram that comes.
    func open(
        host: String, loop: any EventLoop, heard: @escaping (SocketAddress, ByteBuffer) -> Void
    ) -> EventLoopFuture<Void> {
        let open: (Int) -> EventLoopFuture<Void> = { [unowned self] port in
            let heard = NIOLoopBound(heard, eventLoop: loop)
            let first = DatagramSockets.bind(host, port, loop, heard)
            let second = DatagramSockets.bind(host, port + 1, loop, heard)
            let isolated = first.and(second).assumeIsolated()
            let pair = isolated.flatMap { [unowned self] channels in
                offload(channels.0).assumeIsolated().map { [unowned self] canSegment in
                    take(channels.0, channels.1, port, canSegment)
                }.nonisolated()
            }
            // Half a pair is of no use.
            return pair.nonisolated().flatMapError { problem in
                for half in [first, second] { half.whenSuccess { $0.close(promise: nil) } }
                return loop.makeFailedFuture(problem)
            }
        }
        again = { [unowned self] in ports.map { open($0.rtp) } ?? loop.makeSucceededVoidFuture() }
        return attempt(Array(DatagramSockets.candidates)[...], loop, open)
    }

    private func attempt(
        _ candidates: ArraySlice<Int>, _ loop: any EventLoop, _ open: @escaping (Int) -> EventLoopFuture<Void>
    ) -> EventLoopFuture<Void> {
        guard let port = candidates.first else { return loop.makeFailedFuture(NoPorts()) }
        return open(port).assumeIsolated().flatMapError { problem in
            candidates.count > 1
                ? self.attempt(candidates.dropFirst(), loop, open) : loop.makeFailedFuture(problem)
        }.nonisolated()
    }

    private struct NoPorts: Error {}

    private static func bind(
        _ host: String, _ port: Int, _ loop: any EventLoop, _ heard: NIOLoopBound<(SocketAddress, ByteBuffer) -> Void>
    ) -> EventLoopFuture<any Channel> {
        let made = NIOLoopBoundBox<(any Channel)?>(nil, eventLoop: loop)
        return DatagramBootstrap(group: loop)
            .channelOption(.writeBufferWaterMark, value: .init(low: backlog / 2, high: backlog))
            .channelOption(.socketOption(.so_sndbuf), value: 1 << 20)
            .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 2_048))
            .channelInitializer { channel in
                made.value = channel
                return channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(DatagramReader(heard: heard.value))
                }
            }
            .bind(host: host, port: port)
            .flatMapErrorThrowing { problem in
                // A socket that got no port stays open otherwise, as long as the loop lives.
                made.value?.close(promise: nil)
                throw problem
            }
    }

    /// Finds out whether the kernel cuts trains apart, and makes it measure them by the interface alone: what a router says of a
    /// path must not take the socket from everybody. For IPv6, where routers cut nothing, it stays with single packets.
    private func offload(_ rtp: any Channel) -> EventLoopFuture<Bool> {
        let loop = rtp.eventLoop
        guard !wasLost, rtp.localAddress?.protocol == .inet else { return loop.makeSucceededFuture(false) }
        let discovery = ChannelOptions.Types.SocketOption(level: .ip, name: .init(rawValue: IP_MTU_DISCOVER))
        return rtp.getOption(.datagramSegmentSize)
            .flatMap { _ in rtp.setOption(discovery, value: .init(IP_PMTUDISC_OMIT)) }
            .map { true }
            .flatMapError { _ in loop.makeSucceededFuture(false) }
    }

    private func take(_ rtp: any Channel, _ rtcp: any Channel, _ port: Int, _ canSegment: Bool) {
        self.rtp = rtp
        self.rtcp = rtcp
        isSegmenting = canSegment
        ports = (port, port + 1)
        for socket in [rtp, rtcp] {
            socket.closeFuture.assumeIsolated().whenComplete { [weak self] _ in self?.lose(rtp, rtcp) }
        }
    }

    private func lose(_ rtp: any Channel, _ rtcp: any Channel) {
        guard self.rtp === rtp else { return }
        self.rtp = nil
        self.rtcp = nil
        wasLost = true
        rtp.close(promise: nil)
        rtcp.close(promise: nil)
    }

    /// Opens the pair again if it was lost.
    func reopen() {
        guard ports != nil, rtp == nil, !isOpening, let again else { return }
        isOpening = true
        again().assumeIsolated().whenComplete { [weak self] result in
            self?.isOpening = false
            switch result {
            case .success: self?.logger.notice("the UDP sockets are open again")
            case .failure(let problem):
                self?.logger.warning("the UDP sockets are lost", metadata: ["problem": "\(problem)"])
            }
        }
    }

    /// Closes the pair for good; what was written before is sent.
    func close() {
        again = nil
        for socket in [rtp, rtcp].compactMap({ $0 }) { socket.close(promise: nil) }
    }
}

/// Hands on what comes by UDP.
private final class DatagramReader: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>

    private let heard: (SocketAddress, ByteBuffer) -> Void

    init(heard: @escaping (SocketAddress, ByteBuffer) -> Void) {
        self.heard = heard
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let envelope = unwrapInboundIn(data)
        heard(envelope.remoteAddress, envelope.data)
    }

    // A client that is gone answers packets with "port unreachable"; that is its session's matter, not the socket's.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {}
}

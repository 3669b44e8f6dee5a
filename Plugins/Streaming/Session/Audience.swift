import BoardDevices
import GatewayCore
import Logging
import MediaCore
import NIOCore

/// Everybody who is connected to one event loop, and the streams they watch there. Lives on that loop.
final class Audience {
    /// The loop, and monotonic time.
    let loop: LoopContext
    /// What clients may use up.
    let limits: Limits
    /// Who finds out who they are.
    let authenticator: any Authenticator
    /// The UDP sockets of all viewers.
    let sockets: DatagramSockets
    /// One line for each refusal.
    let logger: Logger

    private let feeds: any VideoFeeds
    private var presentations: [VideoStream: Presentation] = [:]
    private var connections: [ObjectIdentifier: Connection] = [:]
    private var byReportAddress: [SocketAddress: Connection] = [:]
    private var turnedAway = 0
    private var isEnding = false

    /// An audience of nobody.
    init(
        loop: LoopContext, feeds: any VideoFeeds, authenticator: any Authenticator, limits: Limits, logger: Logger
    ) {
        self.loop = loop
        self.feeds = feeds
        self.authenticator = authenticator
        self.limits = limits
        self.logger = logger
        sockets = DatagramSockets(logger: logger)
    }

    /// What is behind a stream's path, or nil if this camera has no such stream.
    func presentation(of stream: VideoStream) -> Presentation? {
        guard feeds.packets(of: stream) != nil, feeds.settings(of: stream) != nil else { return nil }
        if let known = presentations[stream] { return known }
        let presentation = Presentation(
            stream: stream, tracks: [VideoTrack(stream: stream, feeds: feeds, loop: loop)])
        presentations[stream] = presentation
        return presentation
    }

    // MARK: Connections

    /// What becomes of a new connection.
    enum Admission {
        case admitted
        /// It may be told why.
        case refused(String)
        /// There are too many even to tell them.
        case dropped
    }

    /// Takes a connection in. Whatever the answer, ``remove(_:)`` ends it.
    func admit(_ connection: Connection) -> Admission {
        let own = connections.values.count { $0.source.hasSameBytes(as: connection.source) }
        let problem: String? =
            if isEnding {
                "the server stops"
            } else if connections.count >= limits.connections {
                "there are too many connections"
            } else if own >= limits.connectionsPerAddress {
                "there are too many connections from this address"
            } else {
                nil
            }
        guard let problem else {
            connections[ObjectIdentifier(connection)] = connection
            return .admitted
        }
        turnedAway += 1
        return turnedAway > limits.connections ? .dropped : .refused(problem)
    }

    /// Forgets a connection.
    func remove(_ connection: Connection) {
        if connections.removeValue(forKey: ObjectIdentifier(connection)) == nil { turnedAway -= 1 }
        listen(to: connection, at: nil)
    }

    /// Takes RTCP from an address as a sign of a connection's client; nil ends that.
    func listen(to connection: Connection, at address: SocketAddress?) {
        byReportAddress = byReportAddress.filter { $0.value !== connection }
        if let address { byReportAddress[address] = connection }
    }

    /// RTCP came by UDP.
    func heard(from address: SocketAddress, _ packet: ByteBuffer) {
        guard RTCP.isReport(packet) else { return }
        byReportAddress[address]?.giveSign()
    }

    // MARK: Ends

    /// Looks for silent clients and lost sockets; called once a second.
    func look() {
        let now = loop.clock.now
        for connection in Array(connections.values) { connection.endIfSilent(now) }
        if !isEnding { sockets.reopen() }
    }

    /// Ends the connections of a user who may not go on watching; one with a new password has to show it before the next session.
    func userEnded(_ end: AccessEnd) {
        for connection in Array(connections.values) {
            let users = [connection.identity?.user, connection.session?.user].compactMap { $0 }
            guard users.contains(where: { $0.hasSameBytes(as: end.user) }) else { continue }
            connection.identity = nil
            guard end.isExclusion else { continue }
            logger.notice("viewer ends with its user", metadata: ["user": "\(end.user)", "source": "\(connection.source)"])
            connection.end()
        }
    }

    /// Says good-bye to everybody.
    ///
    /// - Returns: succeeds when all connections are closed.
    func end() -> EventLoopFuture<Void> {
        isEnding = true
        let open = Array(connections.values)
        for connection in open { connection.end() }
        for presentation in presentations.values {
            for track in presentation.tracks { track.end() }
        }
        return EventLoopFuture.andAllComplete(open.map { $0.channel.closeFuture }, on: loop.entrance.loop)
    }
}

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
    private let sound: (any SoundFeed)?
    private let talkBack: (any TalkBack)?
    private var presentations: [VideoStream: Presentation] = [:]
    private var connections: [ObjectIdentifier: Connection] = [:]
    private var byReportAddress: [SocketAddress: Connection] = [:]
    private var byVoiceAddress: [SocketAddress: Connection] = [:]
    private var turnedAway = 0
    private var isEnding = false

    /// An audience of nobody.
    init(
        loop: LoopContext, media: Media, authenticator: any Authenticator, limits: Limits, logger: Logger
    ) {
        self.loop = loop
        feeds = media.video
        sound = media.sound
        talkBack = media.talkBack
        self.authenticator = authenticator
        self.limits = limits
        self.logger = logger
        sockets = DatagramSockets(logger: logger)
    }

    /// What is behind a stream's path, or nil if this camera has no such stream.
    func presentation(of stream: VideoStream) -> Presentation? {
        guard feeds.packets(of: stream) != nil, feeds.settings(of: stream) != nil else { return nil }
        if let known = presentations[stream] { return known }
        let video: any Track = VideoTrack(stream: stream, feeds: feeds, loop: loop)
        let presentation = Presentation(
            stream: stream, tracks: [video] + (sound.map { [AudioTrack(feed: $0, loop: loop)] } ?? []))
        presentations[stream] = presentation
        return presentation
    }

    /// What a client may say; empty where there is no loudspeaker.
    var talkFormats: [SoundFormat] { talkBack?.formats ?? [] }

    /// Lets a client talk; nil while somebody else is heard.
    func beginTalk() -> (any Talk)? { talkBack?.begin() }

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
        listen(to: connection, nil)
    }

    /// Takes RTCP from the addresses of a session as a sign of a connection's client, and RTP as its voice; nil ends that.
    func listen(to connection: Connection, _ session: StreamSession?) {
        byReportAddress = byReportAddress.filter { $0.value !== connection }
        byVoiceAddress = byVoiceAddress.filter { $0.value !== connection }
        for address in session?.reportAddresses ?? [] { byReportAddress[address] = connection }
        if let source = session?.voice?.source { byVoiceAddress[source] = connection }
    }

    /// A datagram came.
    func heard(from address: SocketAddress, _ packet: ByteBuffer) {
        if RTCP.isReport(packet) {
            byReportAddress[address]?.giveSign()
        } else {
            byVoiceAddress[address]?.hear(packet)
        }
    }

    // MARK: Ends

    /// Looks for silent clients and lost sockets; called once a second.
    func look() {
        let now = loop.clock.now
        for connection in Array(connections.values) { connection.endIfSilent(now) }
        if !isEnding { sockets.reopen() }
    }

    /// Ends the connections of a user who may not go on watching; one with a new password has to show it before the next
    /// session.
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

public import GatewayCore
public import Logging
import NIOCore
import NIOPosix
import Synchronization

/// HTTP/1.1 in front of a gateway, on a TCP port or a socket file.
///
/// The server outlives gateways: it asks for the one that is current with each request, and answers `busy` while there is none.
public final class HTTPServer: HTTPPort {
    private struct State {
        var listener: HTTPListener?
        var port: Int?
        var retiring: [(port: Int, listener: HTTPListener)] = []
        var hasStopped = false
    }

    private let configured: HTTPAddress
    private let limits: HTTPLimits
    private let logger: Logger
    private let gateway: @Sendable () -> Gateway?
    private let group: MultiThreadedEventLoopGroup
    private let count = ConnectionCount()
    private let answers = PendingAnswers()
    private let state = Mutex(State())

    /// A server that does not listen yet.
    ///
    /// - Parameters:
    ///   - address: `HOST:PORT`, `[IPv6]:PORT` or `unix:/path`; see ``HTTPAddress``.
    ///   - limits: what clients may ask.
    ///   - gateway: the gateway that is current, or nil while it is exchanged; called for each request on any thread.
    /// - Throws: ``HTTPServerFailure`` if the address has none of the forms.
    public init(
        address: String, limits: HTTPLimits = HTTPLimits(), logger: Logger, gateway: @escaping @Sendable () -> Gateway?
    ) throws {
        guard let parsed = HTTPAddress(address) else {
            throw HTTPServerFailure("\(address): expected HOST:PORT, [IPv6]:PORT or unix:/path")
        }
        configured = parsed
        self.limits = limits
        self.logger = logger
        self.gateway = gateway
        group = MultiThreadedEventLoopGroup(numberOfThreads: System.coreCount)
    }

    /// Where the server listens now, in the form of ``HTTPAddress``; before the start, where it is to listen.
    public var address: String {
        guard case .tcp(let host, let port) = configured else { return "\(configured)" }
        return "\(HTTPAddress.tcp(host: host, port: state.withLock { $0.port } ?? port))"
    }

    /// The port of the address that the server was made with; 80 on a socket file.
    public var factoryPort: Int {
        guard case .tcp(_, let port) = configured else { return 80 }
        return port
    }

    /// Begins to listen.
    ///
    /// - Parameter port: used instead of the address's own; nil or a socket file: the address as it is.
    /// - Throws: if the address cannot be had.
    public func start(port: Int? = nil) async throws {
        switch configured {
        case .tcp(let host, let own):
            let listener = try await listen(.tcp(host: host, port: port ?? own))
            state.withLock { state in
                state.listener = listener
                state.port = listener.port
            }
        case .unix(let path):
            let file = SocketFile(path: path)
            try file.clear()
            let listener = try await listen(configured)
            state.withLock { $0.listener = listener }
            try file.open()
        }
    }

    public func move(to port: Int) async throws {
        guard case .tcp(let host, _) = configured else { return }
        let (current, revived) = state.withLock { state -> (Int?, HTTPListener?) in
            guard state.port != port, let index = state.retiring.firstIndex(where: { $0.port == port }) else {
                return (state.port, nil)
            }
            return (state.port, state.retiring.remove(at: index).listener)
        }
        guard current != port else { return }
        // A port that was left a moment ago is still held: it is taken up again instead of being asked for.
        revived?.retire(false)
        let next: HTTPListener
        if let revived { next = revived } else { next = try await listen(.tcp(host: host, port: port)) }
        let isLate = state.withLock { state in
            if let old = state.listener, let oldPort = state.port {
                old.retire(true)
                state.retiring.append((oldPort, old))
            }
            state.listener = next
            state.port = next.port
            return state.hasStopped
        }
        if isLate { return await next.close() }
        logger.notice("listening on another port", metadata: ["port": "\(port)"])
        group.next().scheduleTask(in: TimeAmount(limits.moveTime)) { Task { await self.closeRetiring() } }
    }

    /// Accepts no more, lets requests under way finish for a moment, and closes.
    public func stop() async {
        let listeners = state.withLock { state -> [HTTPListener] in
            guard !state.hasStopped else { return [] }
            state.hasStopped = true
            defer { (state.listener, state.retiring) = (nil, []) }
            return [state.listener].compactMap { $0 } + state.retiring.map(\.listener)
        }
        for listener in listeners { await listener.close() }
        if case .unix(let path) = configured, !listeners.isEmpty { SocketFile(path: path).remove() }
        for listener in listeners { await listener.connectionsEnded(within: limits.stopTime, on: group.next()) }
        // Answers that take longer find their client gone; the loops wait for them, the caller does not.
        let (group, answers) = (group, answers)
        Task {
            await answers.allEnded()
            try? await group.shutdownGracefully()
        }
    }

    private func listen(_ address: HTTPAddress) async throws -> HTTPListener {
        let listener = HTTPListener()
        let surroundings = HTTPConnection.Surroundings(
            gateway: gateway, limits: limits, logger: logger, listener: listener, answers: answers)
        do {
            try await listener.bind(address, group: group, count: count, limits: limits, surroundings: surroundings)
        } catch {
            throw HTTPServerFailure("cannot listen on \(address): \(error)")
        }
        return listener
    }

    private func closeRetiring() async {
        let left = state.withLock { state in
            defer { state.retiring = [] }
            return state.retiring.map(\.listener)
        }
        for listener in left { await listener.close() }
    }
}

/// Why a server cannot listen.
public struct HTTPServerFailure: Error, Sendable, CustomStringConvertible {
    /// What happened, naming the address.
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}

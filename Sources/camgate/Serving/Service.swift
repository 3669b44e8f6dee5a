import BoardDevices
import GatewayCore
import GatewayHTTP
import Logging
import MediaCore
import SQLiteStore
import Synchronization

/// The running process: store, users and HTTP server for its whole life, and a gateway that can be exchanged.
final class Service: Lifecycle {
    /// Why the service leaves its current state.
    enum Command: Sendable {
        case stop
        case reload
        case restart(any PowerControl)
    }

    private let productPath: String
    private let changes: [(path: String, value: String)]
    private let stateDirectory: String
    private let logger: Logger
    private let store: SQLiteStore
    private let clock = SystemMonotonicClock()
    private let commands: AsyncStream<Command>
    private let commandSink: AsyncStream<Command>.Continuation
    private let first: Assembly
    private let current = Mutex<Gateway?>(nil)

    init(
        productPath: String, changing changes: [(path: String, value: String)], stateDirectory: String, logger: Logger
    ) throws {
        self.productPath = productPath
        self.changes = changes
        self.stateDirectory = stateDirectory
        self.logger = logger
        first = try Assembly(productPath: productPath, changing: changes)
        store = try SQLiteStore(folder: stateDirectory, logger: logger)
        (commands, commandSink) = AsyncStream.makeStream(of: Command.self, bufferingPolicy: .bufferingNewest(8))
    }

    func restart(_ power: any PowerControl) {
        commandSink.yield(.restart(power))
    }

    /// Runs until somebody asks for an end.
    func run() async throws {
        let signals = Signals { [commandSink] in commandSink.yield($0) }
        defer { signals.cancel() }
        if try await FactoryReset.carryOut(in: store) { logger.notice("factory reset carried out") }
        let access = Access(
            store: store, administrator: first.product.administrator, deviceKey: try KeyFile.key(in: stateDirectory),
            clock: clock, logger: logger)
        let server = try HTTPServer(address: first.product.http, logger: logger) { [self] in current.withLock { $0 } }
        var assembly = first
        var gateway = try await start(assembly, access, server)
        show(banner(gateway, server, assembly))
        for await command in commands {
            switch command {
            case .reload:
                if let (next, replaced) = try await reload(assembly, gateway, access, server) {
                    (assembly, gateway) = (next, replaced)
                }
            case .stop:
                try await end(gateway, server)
                logger.notice("stopped")
                return
            case .restart(let power):
                logger.notice("restarting")
                try await end(gateway, server)
                try power.restart()
                return
            }
        }
    }

    private func start(_ assembly: Assembly, _ access: Access, _ server: HTTPServer) async throws -> Gateway {
        let gateway = try make(assembly, access, server)
        let isFirst = current.withLock { current in
            defer { current = gateway }
            return current == nil
        }
        if isFirst {
            let port = gateway.contracts.first(PreferredHTTPPort.self)?.port
            try await server.start(port: port)
            Task { await access.prepare() }
        }
        await gateway.start()
        return gateway
    }

    private func make(_ assembly: Assembly, _ access: Access, _ server: HTTPServer) throws -> Gateway {
        let board = Board(opening: assembly.board) { [clock, logger, stateDirectory] device in
            var logger = logger
            logger[metadataKey: "device"] = "\(device)"
            return DriverHost(
                device: device, stateDirectory: stateDirectory, clock: clock, logger: logger,
                restartProcess: replaceProcess)
        }
        let contracts = Contracts()
        contracts.offer((any HTTPPort).self, server)
        let surroundings = Surroundings(
            store: store, access: access, events: Feed<CameraEvent>(), clock: clock, logger: logger, lifecycle: self)
        return try Gateway(
            parts: linkedParts, product: assembly.product, board: board, surroundings: surroundings,
            contracts: contracts)
    }

    /// Reads the files again; on errors everything stays as it is.
    private func reload(
        _ assembly: Assembly, _ gateway: Gateway, _ access: Access, _ server: HTTPServer
    ) async throws -> (Assembly, Gateway)? {
        let next: Assembly
        do throws(ConfigFailure) {
            next = try Assembly(productPath: productPath, changing: changes)
        } catch {
            for problem in error.problems { logger.error("files not taken", metadata: ["problem": "\(problem)"]) }
            return nil
        }
        let changed = next.changes(from: assembly)
        for change in changed { logger.notice("file changed", metadata: ["change": "\(change)"]) }
        guard !changed.isEmpty else {
            logger.notice("files read again, nothing changed")
            return nil
        }
        current.withLock { $0 = nil }
        await gateway.stop()
        do {
            let replacement = try make(next, access, server)
            current.withLock { $0 = replacement }
            await replacement.start()
            logger.notice("changes are in effect")
            return (next, replacement)
        } catch {
            logger.error("files not taken", metadata: ["problem": "\(error)"])
            let back = try make(assembly, access, server)
            current.withLock { $0 = back }
            await back.start()
            return (assembly, back)
        }
    }

    private func end(_ gateway: Gateway, _ server: HTTPServer) async throws {
        async let modules: Void = gateway.stop()
        await server.stop()
        await modules
        store.close()
    }

    private func banner(_ gateway: Gateway, _ server: HTTPServer, _ assembly: Assembly) -> String {
        Banner(gateway: gateway, http: server.address, rtsp: assembly.product.rtsp).text
    }
}

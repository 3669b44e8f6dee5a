import BoardDevices
import ConfigurationFiles
public import GatewayCore
import Logging
public import MediaCore
import Synchronization

/// A gateway in memory, made of a product file and its board file as the executable makes it: the real drivers open the board's
/// devices, every module joins. Only the store, the clock and the cost of a password are a test's.
public final class BoardGateway: Sendable {
    /// The gateway itself.
    public let gateway: Gateway

    /// Restarts asked for so far.
    public var restarts: Int { lifecycle.restarts.withLock { $0 } }

    private let folder: TemporaryFolder
    private let lifecycle = NotedLifecycle()

    /// Reads the files, opens the devices, carries out a noted factory reset, and starts the modules.
    ///
    /// - Parameters:
    ///   - path: the product file.
    ///   - changes: paths with values, as `camgate serve --set` takes them; those that begin with `board.` change the board.
    ///   - parts: what is compiled in.
    ///   - store: settings from earlier, if any.
    ///   - clock: monotonic time for everything.
    ///   - accessClock: the same time for users and sessions, where a test wants to see what they put off.
    ///   - folder: holds what devices keep; give it to another gateway to see what a restart finds.
    ///   - contracts: what adapters would offer.
    /// - Throws: ``ConfigFailure`` for bad files.
    public init(
        product path: String, changing changes: [(path: String, value: String)] = [], parts: Parts, store: any Store,
        clock: any MonotonicClock, accessClock: (any MonotonicClock)? = nil, folder: TemporaryFolder,
        contracts: Contracts = Contracts()
    ) async throws {
        self.folder = folder
        let files = try BoardGateway.read(path, changes, parts)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        _ = try await FactoryReset.carryOut(in: store)
        let access = Access(
            store: store, administrator: files.product.administrator, cost: PasswordCost(rounds: 16),
            clock: accessClock ?? clock, logger: logger)
        await access.prepare()
        let board = Board(opening: files.board) { device in
            DriverHost(
                device: device, stateDirectory: folder.path, clock: clock, logger: logger, restartProcess: {})
        }
        let surroundings = Surroundings(
            store: store, access: access, events: Feed<CameraEvent>(), clock: clock, logger: logger,
            lifecycle: lifecycle)
        gateway = try Gateway(
            parts: parts, product: files.product, board: board, surroundings: surroundings, contracts: contracts)
        await gateway.start()
    }

    /// Stops the modules.
    public func stop() async {
        await gateway.stop()
    }

    private static func read(
        _ path: String, _ changes: [(path: String, value: String)], _ parts: Parts
    ) throws(ConfigFailure) -> (product: ProductFile, board: BoardFile) {
        let source = try ProductSource.load(path)
        var (product, board) = (source.product, source.board)
        for (path, value) in changes {
            let keys = path.split(separator: ".").map(String.init)
            if keys.first == "board" {
                board = board.setting(Array(keys.dropFirst()), to: value)
            } else {
                product = product.setting(keys, to: value)
            }
        }
        return (
            try ProductFile(product, file: path),
            try BoardFile(board, file: source.boardFile, drivers: parts.drivers)
        )
    }
}

private final class NotedLifecycle: Lifecycle {
    let restarts = Mutex(0)

    func restart(_ power: any PowerControl) {
        restarts.withLock { $0 += 1 }
    }
}

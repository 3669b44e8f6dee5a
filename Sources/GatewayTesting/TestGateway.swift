import BoardDevices
public import GatewayCore
import Logging
public import MediaCore
import Synchronization

/// A gateway in memory: some plugins on a board put together by hand, with a clock that stands still and an administrator
/// `admin` / `admin`. The same plugins, the same checks, no socket.
public final class TestGateway: Sendable {
    /// The gateway itself.
    public let gateway: Gateway
    /// Its store; give it to another test gateway to see what a restart finds.
    public let store: MemoryStore
    /// Its clock.
    public let clock: ManualClock
    /// Restarts asked for so far.
    public var restarts: Int { lifecycle.restarts.withLock { $0 } }

    /// What happens in the camera.
    public let events: Feed<CameraEvent>

    private let lifecycle = CountedLifecycle()

    /// Makes and starts a gateway.
    ///
    /// - Parameters:
    ///   - plugins: the modules, in order.
    ///   - devices: by role.
    ///   - store: settings from earlier, if any.
    ///   - clock: a clock that several parts share, if any.
    ///   - product: further manifest keys with plain values, such as `snapshot_authentication`.
    ///   - contracts: what adapters would offer.
    public init(
        plugins: [any Plugin.Type], devices: [(roles: [String], device: any Sendable)], store: MemoryStore = MemoryStore(),
        clock: ManualClock = ManualClock(), product: [String: String] = [:], contracts: Contracts = Contracts()
    ) async throws {
        self.store = store
        self.clock = clock
        events = Feed<CameraEvent>()
        var logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        logger.logLevel = .critical
        let file = try ProductFile(TestGateway.manifest(product), file: "test.yaml")
        let access = Access(
            store: store, administrator: file.administrator, cost: PasswordCost(rounds: 16), clock: clock, logger: logger)
        await access.prepare()
        let surroundings = Surroundings(
            store: store, access: access, events: events, clock: clock, logger: logger, lifecycle: lifecycle)
        let board = Board(name: "test", devices: devices.map { ($0.roles, .success($0.device)) })
        gateway = try Gateway(
            parts: Parts(plugins: plugins, drivers: []), product: file, board: board, surroundings: surroundings,
            contracts: contracts)
        await gateway.start()
    }

    /// A client that is logged in.
    public func client(user: String = "admin", password: String = "admin") async throws -> CGIClient {
        let client = CGIClient(gateway)
        try await client.login(user: user, password: password)
        return client
    }

    /// A client with a fresh user of the given privilege.
    public func client(privilege: Privilege) async throws -> CGIClient {
        guard let name = UserName("test\(privilege.rawValue)"), let password = Password("secret") else { throw TestFailure() }
        if !gateway.access.hasUser(name) {
            try await gateway.access.addUser(name, password: password, privilege: privilege, enabled: true)
        }
        return try await client(user: name.text, password: "secret")
    }

    private static func manifest(_ further: [String: String]) -> ConfigNode {
        var root = ConfigNode(.map([]))
        let plain = [
            "product": "test", "trait": "ProductTest", "model": "CG-TEST", "board": "test",
            "administrator.name": "admin", "administrator.password": "admin",
        ]
        for (path, text) in plain.merging(further, uniquingKeysWith: { $1 }) {
            root = root.setting(path.split(separator: ".").map(String.init), to: text)
        }
        return root
    }
}

/// A test could not be set up.
public struct TestFailure: Error {
    /// The failure.
    public init() {}
}

private final class CountedLifecycle: Lifecycle {
    let restarts = Mutex(0)

    func restart(_ power: any PowerControl) {
        restarts.withLock { $0 += 1 }
    }
}

import BoardDevices
import GatewayCore
import Logging
import MediaCore

/// A gateway that is made but never runs: nothing listens, nothing is stored. For tools that want to know what a product would be.
enum Rehearsal {
    static func gateway(of assembly: Assembly) throws(ConfigFailure) -> Gateway {
        let logger = Logger(label: "camgate") { _ in SwiftLogNoOpLogHandler() }
        let clock = SystemMonotonicClock()
        let store = NoStore()
        let access = Access(
            store: store, administrator: assembly.product.administrator, clock: clock, logger: logger)
        let board = Board(opening: assembly.board) { device in
            DriverHost(
                device: device, stateDirectory: "/dev/null", clock: clock, logger: logger, restartProcess: {})
        }
        let surroundings = Surroundings(
            store: store, access: access, events: Feed<CameraEvent>(), clock: clock, logger: logger,
            lifecycle: NoLifecycle())
        return try Gateway(
            parts: linkedParts, product: assembly.product, board: board, surroundings: surroundings,
            contracts: Contracts())
    }
}

private struct NoStore: Store {
    func values(in scope: String) -> [String: String] { [:] }
    func write(_ scope: String, _ changes: [String: String?]) async throws {}
    func erase(keeping scopes: [String]) async throws {}
}

private struct NoLifecycle: Lifecycle {
    func restart(_ power: any PowerControl) {}
}

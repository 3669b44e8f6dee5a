public import BoardDevices
public import Logging
public import MediaCore

/// The modules of a product on a board, joined and running: what adapters put requests to.
///
/// The gateway has no list of features. It makes what was compiled in, keeps what the board can carry, and answers for the rest.
public final class Gateway: Sendable {
    /// A compiled-in module and what became of it.
    public struct Module: Sendable {
        /// The module's name.
        public let name: String
        /// The module, or why it takes no part.
        public let outcome: Result<any Plugin, Absence>
    }

    /// The product.
    public let product: ProductFile
    /// The board with its devices.
    public let board: Board
    /// Users and sessions.
    public let access: Access
    /// Where modules meet; adapters offer and take here too.
    public let contracts: Contracts
    /// The compiled-in modules in their order.
    public let modules: [Module]

    let routes: [String: Interface]
    let logger: Logger

    /// Makes and joins the modules; nothing runs yet.
    ///
    /// - Parameters:
    ///   - parts: what is compiled in.
    ///   - product: the product's manifest.
    ///   - board: the board, its devices open.
    ///   - surroundings: what the process gives.
    ///   - contracts: holds what adapters offer to modules.
    /// - Throws: problems in the product's defaults.
    public init(
        parts: Parts, product: ProductFile, board: Board, surroundings: Surroundings, contracts: Contracts
    ) throws(ConfigFailure) {
        let problems = ConfigProblems()
        let defaults = product.defaults.map {
            ConfigSection($0, file: product.file, path: "defaults", problems: problems)
        }
        let census = Census()
        let context: (String) -> PluginContext = { name in
            var logger = surroundings.logger
            logger[metadataKey: "module"] = "\(name)"
            return PluginContext(
                board: board, product: product, store: surroundings.store, access: surroundings.access,
                contracts: contracts, events: surroundings.events, clock: surroundings.clock, logger: logger,
                lifecycle: surroundings.lifecycle, capabilities: { census.capabilities },
                defaults: { defaults?.section($0) })
        }
        var modules = parts.plugins.map { type in
            Module(name: type.name, outcome: Gateway.make(type, context(type.name)))
        }
        // A module that cannot be joined withdraws; who needed it was joined by type and learns it by absence.
        modules = modules.map { module in
            guard case .success(let plugin) = module.outcome else { return module }
            do {
                try plugin.connect(contracts)
                return module
            } catch {
                return Module(name: module.name, outcome: .failure(Absence("\(error)")))
            }
        }
        // Groups of modules that this board lacks were never asked for; their defaults are not misspelt.
        if modules.allSatisfy({ (try? $0.outcome.get()) != nil }) { defaults?.finish() }
        let found = problems.all
        if !found.isEmpty { throw ConfigFailure(found) }
        let present = modules.compactMap { try? $0.outcome.get() }
        census.fill(present)
        routes = Gateway.routes(parts, present)
        self.modules = modules
        self.product = product
        self.board = board
        self.contracts = contracts
        access = surroundings.access
        logger = surroundings.logger
    }

    /// The flags of `getcapabilities` at this moment.
    public var capabilities: Set<Capability> {
        Set(present.flatMap(\.capabilities))
    }

    /// Every interface that answers, by path.
    public var interfaces: [Interface] {
        routes.values.sorted { $0.path < $1.path }
    }

    /// Starts the modules in their order; one that fails is logged and the others go on.
    public func start() async {
        for module in modules {
            guard case .success(let plugin) = module.outcome else { continue }
            do {
                try await plugin.start()
            } catch {
                logger.error("module does not start", metadata: ["module": "\(module.name)", "problem": "\(error)"])
            }
        }
    }

    /// Stops the modules in reverse order.
    public func stop() async {
        for plugin in present.reversed() { await plugin.stop() }
        board.close()
    }

    private var present: [any Plugin] { modules.compactMap { try? $0.outcome.get() } }

    private static func make(_ type: any Plugin.Type, _ context: PluginContext) -> Result<any Plugin, Absence> {
        do {
            return .success(try type.init(context))
        } catch {
            return .failure(Absence("\(error)"))
        }
    }

    private static func routes(_ parts: Parts, _ present: [any Plugin]) -> [String: Interface] {
        var routes: [String: Interface] = [:]
        for interface in CGIDocument.absentInterfaces { routes[interface.path] = interface }
        for path in parts.plugins.flatMap({ $0.furtherPaths }) {
            routes[path] = CGIDocument.absent(path, .session, .notSupported)
        }
        for interface in present.flatMap(\.interfaces) { routes[interface.path] = interface }
        return routes
    }
}

/// What the process around a gateway gives to it, and keeps when the gateway is made anew.
public struct Surroundings: Sendable {
    /// Durable settings.
    public let store: any Store
    /// Users and sessions.
    public let access: Access
    /// What happens in the camera.
    public let events: Feed<CameraEvent>
    /// Monotonic time and timers.
    public let clock: any MonotonicClock
    /// The process's log.
    public let logger: Logger
    /// Ways to end or begin again.
    public let lifecycle: any Lifecycle

    /// What a process gives.
    public init(
        store: any Store, access: Access, events: Feed<CameraEvent>, clock: any MonotonicClock, logger: Logger,
        lifecycle: any Lifecycle
    ) {
        self.store = store
        self.access = access
        self.events = events
        self.clock = clock
        self.logger = logger
        self.lifecycle = lifecycle
    }
}

public import BoardDevices
public import Logging
public import MediaCore

/// A capability module: it asks the board for devices, owns its settings, its interfaces and its background work.
///
/// The gateway makes each compiled-in plugin once, lets all of them join their contracts, starts them, and stops them in reverse
/// order. A plugin that throws takes no part; everything else goes on without it.
public protocol Plugin: AnyObject, Sendable {
    /// The module's name, such as `PTZ`.
    static var name: String { get }
    /// What it gives, in one line.
    static var summary: String { get }
    /// Paths beyond the CGI document; they answer `not supported` when the module cannot take part.
    static var furtherPaths: [String] { get }

    /// Asks the board for devices and loads settings; offers what others may need to ``PluginContext/contracts``.
    ///
    /// - Throws: ``MissingRole`` or ``Absence``: why the module cannot take part.
    init(_ context: PluginContext) throws

    /// What of `getcapabilities` the module stands for, given what its devices say at this moment.
    var capabilities: Set<Capability> { get }

    /// The module's paths.
    var interfaces: [Interface] { get }

    /// Takes what other modules offer; all of them exist by now.
    ///
    /// - Throws: ``Absence`` when something that it cannot do without is not offered.
    func connect(_ contracts: Contracts) throws

    /// Puts the stored settings into effect and begins background work.
    func start() async throws

    /// Ends all work; what was acknowledged is already stored.
    func stop() async
}

extension Plugin {
    public static var furtherPaths: [String] { [] }
    public var capabilities: Set<Capability> { [] }
    public var interfaces: [Interface] { [] }
    public func connect(_ contracts: Contracts) throws {}
    public func start() async throws {}
    public func stop() async {}
}

/// The flags of `getcapabilities` (CGI section 3.4), in the order of its reply.
public enum Capability: String, Sendable, Hashable, CaseIterable {
    case video, audio, ptz
}

/// What a plugin is given.
public struct PluginContext: Sendable {
    /// The devices.
    public let board: Board
    /// What the product says: model, options.
    public let product: ProductFile
    /// Durable settings.
    public let store: any Store
    /// Users and sessions.
    public let access: Access
    /// Where modules meet.
    public let contracts: Contracts
    /// What happens in the camera.
    public let events: Feed<CameraEvent>
    /// Monotonic time and timers.
    public let clock: any MonotonicClock
    /// The module's own log.
    public let logger: Logger
    /// Ways to end or begin again.
    public let lifecycle: any Lifecycle
    /// The flags of `getcapabilities` as they are now.
    public let capabilities: @Sendable () -> Set<Capability>
    let defaults: @Sendable (String) -> ConfigSection?

    /// The product's own defaults for a settings group, or nil where it has none.
    public func productDefaults(_ scope: String) -> ConfigSection? { defaults(scope) }
}

/// Ends the gateway or begins it again. Offered by the process around it.
public protocol Lifecycle: Sendable {
    /// Stops everything in order, then restarts the machine. Returns at once.
    func restart(_ power: any PowerControl)
}

/// The modules and drivers that are compiled into a product.
public struct Parts: Sendable {
    /// The capability modules, in the order in which they are made.
    public let plugins: [any Plugin.Type]
    /// The drivers.
    public let drivers: [any Driver.Type]
    /// What looks for hardware, for tools.
    public let probers: [any Prober.Type]

    /// Parts of a product.
    public init(plugins: [any Plugin.Type], drivers: [any Driver.Type], probers: [any Prober.Type] = []) {
        self.plugins = plugins
        self.drivers = drivers
        self.probers = probers
    }
}

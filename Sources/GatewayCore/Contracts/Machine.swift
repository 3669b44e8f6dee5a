public import MediaCore

/// The time that people see. Offered by the time module, used by whatever draws or prints dates.
public protocol LocalTime: Sendable {
    /// Date and time in the zone in force.
    var now: CivilTime { get }
}

/// Sets the clock by the clients, where the update method is P2P (ruling on `time`). Offered by the time module.
public protocol PeerClock: Sendable {
    /// Called for every accepted request of an Operator or Administrator that carries `timestamp` (ms since 1970 UTC), before it is
    /// answered.
    func peerTime(_ timestamp: String)
}

/// The HTTP server's port. Offered by the HTTP adapter, used by the network module.
public protocol HTTPPort: Sendable {
    /// The port from the command line: the factory default of the `network` interface.
    var factoryPort: Int { get }

    /// Listens on another port from now on; the old one stops accepting soon after and finishes its open requests.
    ///
    /// - Throws: if the port cannot be had; nothing has changed then.
    func move(to port: Int) async throws
}

/// The port that the network module wants the HTTP server to begin with: one that was set later wins over the command line.
public struct PreferredHTTPPort: Sendable {
    /// The TCP port.
    public let port: Int

    /// A wish for a port.
    public init(port: Int) {
        self.port = port
    }
}

/// Settings that `factory_reset?retain_network=1` keeps. Offered by the network module.
public struct NetworkScopes: Sendable {
    /// Scopes in the store.
    public let scopes: [String]

    /// The scopes that hold what the `network` interface shows.
    public init(scopes: [String]) {
        self.scopes = scopes
    }
}

/// What happens in the camera and others may want to know.
public enum CameraEvent: Sendable, Hashable {
    /// Motion began in the selected area; the share of changed blocks in percent.
    case motionStarted(percent: Int)
    /// Nothing has moved for a while.
    case motionEnded
    /// The head moves; motion detection looks away meanwhile.
    case headMoving(Bool)
    /// Head or lens ended a motion early, or was lost on its way; why, in words.
    case headFault(String)
    /// The camera went over to night or back: filter, lamp and colours change. Motion detection looks away meanwhile.
    case night(Bool)
}

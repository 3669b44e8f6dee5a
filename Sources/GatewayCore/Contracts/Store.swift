/// Durable settings: texts by scope and name. What ``write(_:_:)`` has returned from survives a power cut.
public protocol Store: Sendable {
    /// Everything in a scope.
    func values(in scope: String) -> [String: String]

    /// Sets or, with nil, removes values of a scope, all or none, durably.
    ///
    /// - Throws: why nothing was stored (a full disk, for instance).
    func write(_ scope: String, _ changes: [String: String?]) async throws

    /// Removes everything but the scopes named, durably.
    func erase(keeping scopes: [String]) async throws
}

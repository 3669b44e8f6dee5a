public import GatewayCore
import Synchronization

/// A store in memory that can be told to fail, as a full disk does.
public final class MemoryStore: Store {
    private struct State {
        var scopes: [String: [String: String]] = [:]
        var isFull = false
    }

    /// What a full store throws.
    public struct Full: Error {
        /// The failure.
        public init() {}
    }

    private let state = Mutex(State())

    /// An empty store.
    public init() {}

    /// What a power cut at this moment would leave.
    public func copy() -> MemoryStore {
        let copy = MemoryStore()
        let scopes = state.withLock { $0.scopes }
        copy.state.withLock { $0.scopes = scopes }
        return copy
    }

    /// Whether every write fails from now on.
    public func setFull(_ isFull: Bool) {
        state.withLock { $0.isFull = isFull }
    }

    public func values(in scope: String) -> [String: String] {
        state.withLock { $0.scopes[scope] ?? [:] }
    }

    public func write(_ scope: String, _ changes: [String: String?]) async throws {
        try state.withLock { state in
            if state.isFull { throw Full() }
            for (name, value) in changes { state.scopes[scope, default: [:]][name] = value }
        }
    }

    public func erase(keeping scopes: [String]) async throws {
        try state.withLock { state in
            if state.isFull { throw Full() }
            state.scopes = state.scopes.filter { scopes.contains($0.key) }
        }
    }
}

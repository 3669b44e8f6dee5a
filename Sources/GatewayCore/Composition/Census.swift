import Synchronization

/// Counts the capabilities of modules that are made after those who ask were.
final class Census: Sendable {
    private let present = Mutex<[any Plugin]>([])

    func fill(_ plugins: [any Plugin]) {
        present.withLock { $0 = plugins }
    }

    var capabilities: Set<Capability> {
        Set(present.withLock { $0 }.flatMap(\.capabilities))
    }
}

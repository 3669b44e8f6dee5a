import GatewayCore
import Logging
import Synchronization

/// The places that the head was told to remember, by number, durably.
final class Presets: Sendable {
    private static let scope = "ptz.presets"

    private let store: any Store
    private let places: Mutex<[Int: Placement]>
    private let turn = Turn()

    /// The presets of the store; what cannot be read is logged and left out.
    init(store: any Store, logger: Logger) {
        self.store = store
        var loaded: [Int: Placement] = [:]
        for (name, text) in store.values(in: Presets.scope) {
            if let number = wholeNumber(name, in: 1...255), let place = Placement(stored: text) {
                loaded[number] = place
            } else {
                logger.warning("stored preset cannot be read and is ignored", metadata: ["preset": "\(name)"])
            }
        }
        places = Mutex(loaded)
    }

    /// The place of a preset, or nil if it was never added.
    subscript(number: Int) -> Placement? { places.withLock { $0[number] } }

    /// Remembers a place, or forgets it with nil; it is durable when this returns.
    ///
    /// - Throws: `storage error`; nothing has changed then.
    func set(_ number: Int, to place: Placement?) async throws(Fault) {
        await turn.begin()
        defer { turn.end() }
        do {
            try await store.write(Presets.scope, ["\(number)": place?.stored])
        } catch {
            throw .storage(error)
        }
        places.withLock { $0[number] = place }
    }
}

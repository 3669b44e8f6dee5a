import GatewayCore
import Logging
import Synchronization

/// The places that the head was told to remember, by number, with their names, durably.
final class Presets: Sendable {
    /// A place with a number.
    struct Preset: Sendable, Equatable {
        var place: Placement
        /// What people call it; empty for nothing.
        var name = ""
    }

    /// The numbers of the document (ruling on `ptz_ctrl`).
    static let numbers = 1...255

    private static let scope = "ptz.presets"
    private static let nameSuffix = ".name"

    private let store: any Store
    private let presets: Mutex<[Int: Preset]>
    private let turn = Turn()

    /// The presets of the store; what cannot be read is logged and left out.
    init(store: any Store, logger: Logger) {
        self.store = store
        var loaded: [Int: Preset] = [:]
        let stored = store.values(in: Presets.scope)
        for (key, text) in stored where !key.utf8.suffix(Presets.nameSuffix.utf8.count).elementsEqual(Presets.nameSuffix.utf8) {
            if let number = wholeNumber(key, in: Presets.numbers), let place = Placement(stored: text) {
                loaded[number] = Preset(place: place, name: stored[key + Presets.nameSuffix] ?? "")
            } else {
                logger.warning("stored preset cannot be read and is ignored", metadata: ["preset": "\(key)"])
            }
        }
        presets = Mutex(loaded)
    }

    /// The place of a preset, or nil if it was never added.
    subscript(number: Int) -> Placement? { presets.withLock { $0[number]?.place } }

    /// All presets, by number.
    var all: [(number: Int, preset: Preset)] {
        presets.withLock { $0 }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// Remembers a place, or forgets it and its name with nil; it is durable when this returns. A new place keeps the name.
    ///
    /// - Throws: `storage error`; nothing has changed then.
    func set(_ number: Int, to place: Placement?) async throws(Fault) {
        await turn.begin()
        defer { turn.end() }
        var changes = ["\(number)": place?.stored]
        // A preset that is added later must not inherit the name.
        if place == nil { changes["\(number)\(Presets.nameSuffix)"] = .some(nil) }
        do {
            try await store.write(Presets.scope, changes)
        } catch {
            throw .storage(error)
        }
        presets.withLock { presets in
            if let place { presets[number, default: Preset(place: place)].place = place } else { presets[number] = nil }
        }
    }

    /// Names a preset, or takes its name away with an empty text; durable when this returns.
    ///
    /// - Throws: `number error` for a preset that was never added, `storage error`; nothing has changed then.
    func name(_ number: Int, _ name: String) async throws(Fault) {
        await turn.begin()
        defer { turn.end() }
        guard presets.withLock({ $0[number] != nil }) else { throw Fault("number error") }
        do {
            try await store.write(Presets.scope, ["\(number)\(Presets.nameSuffix)": name.isEmpty ? nil : name])
        } catch {
            throw .storage(error)
        }
        presets.withLock { $0[number]?.name = name }
    }
}

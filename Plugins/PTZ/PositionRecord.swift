import Dispatch
import GatewayCore
import Logging
import Synchronization

/// What outlives the process of where head and lens stand.
///
/// Before a motion it says durably that something moves, after it where that came to rest. Whatever cuts a motion short leaves the
/// first of both, so that a place is never believed that may be wrong.
final class PositionRecord: Sendable {
    /// What has an entry of its own: a zoom does not make the head forget.
    enum Part: String, Sendable, CaseIterable {
        case head, lens
    }

    /// Where a part was last said to be.
    private enum Entry: Equatable {
        case place(String)
        case moving
        /// Nobody can tell what the store holds: writing it failed.
        case unclear
    }

    private static let scope = "ptz.position"
    private static let moving = "moving"

    private let store: any Store
    private let logger: Logger
    private let entries: Mutex<[Part: Entry]>

    /// The record of the store.
    init(store: any Store, logger: Logger) {
        self.store = store
        self.logger = logger
        var entries: [Part: Entry] = [:]
        for (name, text) in store.values(in: PositionRecord.scope) {
            if let part = Part(rawValue: name) { entries[part] = text == PositionRecord.moving ? .moving : .place(text) }
        }
        self.entries = Mutex(entries)
    }

    /// Where a part came to rest before the process began, if nothing has moved it since.
    func place(of part: Part) -> String? {
        if case .place(let text) = entries.withLock({ $0[part] }) { text } else { nil }
    }

    /// The parts that are said to move, or of which nobody can tell.
    var marked: Set<Part> {
        entries.withLock { entries in Set(entries.filter { $0.value == .moving || $0.value == .unclear }.keys) }
    }

    /// Says durably that parts move. Blocks; does nothing for those that are said to move already.
    ///
    /// - Throws: `storage error`; nothing may move then.
    func mark(_ parts: Set<Part>) throws(Fault) {
        let known = entries.withLock { $0 }
        let fresh = parts.filter { known[$0] != .moving }
        if !fresh.isEmpty { try write(Dictionary(uniqueKeysWithValues: fresh.map { ($0, .moving) })) }
    }

    /// Says durably where parts came to rest. Blocks. A store that fails is logged: the mark stays, and nothing wrong is believed.
    func keep(_ places: [Part: String]) {
        guard !places.isEmpty else { return }
        do throws(Fault) {
            try write(places.mapValues { .place($0) })
        } catch {
            logger.warning("the head's position cannot be stored", metadata: ["problem": "\(error.cause ?? error.reason)"])
        }
    }

    private func write(_ changes: [Part: Entry]) throws(Fault) {
        var texts: [String: String?] = [:]
        for (part, entry) in changes {
            if case .place(let text) = entry {
                texts[part.rawValue] = text
            } else {
                texts[part.rawValue] = PositionRecord.moving
            }
        }
        let values = texts
        let done = DispatchSemaphore(value: 0)
        let failure = Mutex<(any Error)?>(nil)
        // The mount's thread may wait; the store answers on threads of its own.
        Task.detached { [store] in
            do {
                try await store.write(PositionRecord.scope, values)
            } catch {
                failure.withLock { $0 = error }
            }
            done.signal()
        }
        done.wait()
        let error = failure.withLock { $0 }
        entries.withLock { entries in
            for (part, entry) in changes { entries[part] = error == nil ? entry : .unclear }
        }
        if let error { throw .storage(error) }
    }
}

import BoardDevices
import Logging
import Synchronization

/// Settings that belong together: one interface's values, valid as a whole, stored as a whole.
///
/// A change is merged with what is in force, validated as a whole, put into effect, stored durably and only then answered; whatever
/// fails on the way leaves everything as it was (rulings 1.5 and 1.6).
public final class SettingsGroup<Root: Sendable & Equatable>: Sendable {
    /// The fields in the order of the interface's parameter table.
    public let fields: [Field<Root>]

    private let scope: String
    private let store: any Store
    private let state: Mutex<Root>
    private let turn = Turn()

    /// Loads a group from the store.
    ///
    /// - Parameters:
    ///   - scope: the group's name in the store and in product files.
    ///   - defaults: the factory defaults.
    ///   - fields: in the order of the interface's parameter table.
    ///   - context: where the store, the product's own defaults and the log come from.
    public init(_ scope: String, defaults: Root, fields: [Field<Root>], context: PluginContext) {
        self.fields = fields
        self.scope = scope
        store = context.store
        var values = defaults
        if let section = context.productDefaults(scope) {
            SettingsGroup.load(&values, fields, from: { section.text($0) }) { section.problem($0.name, $1) }
            section.finish()
        }
        let stored = store.values(in: scope)
        SettingsGroup.load(&values, fields, from: { stored[$0] }) { field, message in
            context.logger.warning(
                "stored setting does not fit this board and is ignored",
                metadata: ["setting": "\(scope).\(field.name)", "problem": "\(message)"])
        }
        state = Mutex(values)
    }

    /// What is in force.
    public var current: Root { state.withLock { $0 } }

    /// The parameters as they are now, for the documentation.
    public var parameters: [ParameterDescription] {
        let now = current
        return fields.map { $0.description(now) }
    }

    /// The group as an XML element, an attribute a field.
    public func element(_ name: String) -> XMLElement {
        let now = current
        return XMLElement(name, attributes: storedFields.map { ($0.name, $0.text(now)) })
    }

    private var storedFields: [Field<Root>] { fields.filter(\.isStored) }

    /// Changes the group as a request says.
    ///
    /// - Parameters:
    ///   - query: the request's parameters.
    ///   - prepare: adjusts the values in force before the request's are merged in.
    ///   - apply: puts values into effect; called once more with the old values if they could not be stored.
    /// - Returns: what is in force afterwards.
    /// - Throws: the fault of the first bad parameter, or what `apply` throws.
    @discardableResult
    public func change(
        _ query: Query, prepare: @Sendable (inout Root) -> Void = { _ in },
        apply: @Sendable (_ old: Root, _ new: Root) async throws(Fault) -> Void = { _, _ in }
    ) async throws(Fault) -> Root {
        await turn.begin()
        defer { turn.end() }
        let old = current
        var prepared = old
        prepare(&prepared)
        let new = try merge(query, into: prepared)
        try await put(new, replacing: old, apply: apply)
        return new
    }

    /// Changes the group from inside the gateway.
    public func update(
        _ change: @Sendable (inout Root) -> Void,
        apply: @Sendable (_ old: Root, _ new: Root) async throws(Fault) -> Void = { _, _ in }
    ) async throws(Fault) {
        await turn.begin()
        defer { turn.end() }
        let old = current
        var new = old
        change(&new)
        try await put(new, replacing: old, apply: apply)
    }

    private func put(
        _ new: Root, replacing old: Root, apply: (_ old: Root, _ new: Root) async throws(Fault) -> Void
    ) async throws(Fault) {
        try await apply(old, new)
        do {
            let values = storedFields.map { ($0.name, $0.text(new)) }
            try await store.write(scope, Dictionary(values) { first, _ in first })
        } catch {
            try? await apply(new, old)
            throw .storage(error)
        }
        var kept = new
        for field in fields { field.forget(&kept) }
        let lasting = kept
        state.withLock { $0 = lasting }
    }

    private func merge(_ query: Query, into base: Root) throws(Fault) -> Root {
        var merged = base
        let refused = fields.map { field in
            query.value(field.name).map { !field.mayBeSet(merged) || !field.accept($0, &merged) } ?? false
        }
        for (field, isRefused) in zip(fields, refused) where isRefused || !field.isValid(merged) {
            throw field.fault(merged)
        }
        return merged
    }

    /// Merges texts into values. What does not fit is left out, one text after the other, until the rest goes together: texts are
    /// judged with all their fields in place, as they were when they were taken.
    private static func load(
        _ values: inout Root, _ fields: [Field<Root>], from text: (String) -> String?,
        problem: (Field<Root>, String) -> Void
    ) {
        let base = values
        var texts = fields.map { $0.isStored ? text($0.name) : nil }
        while let misfit = merge(texts, fields, base, into: &values) {
            problem(
                fields[misfit],
                "expected \(fields[misfit].description(values).domain.meaning), found \"\(texts[misfit] ?? "")\"")
            texts[misfit] = nil
        }
    }

    /// - Returns: the place of the text to leave out, or nil if all go together.
    private static func merge(
        _ texts: [String?], _ fields: [Field<Root>], _ base: Root, into values: inout Root
    ) -> Int? {
        values = base
        for (index, field) in fields.enumerated() {
            if let text = texts[index], !field.accept(text, &values) { return index }
        }
        guard let invalid = fields.firstIndex(where: { !$0.isValid(values) }) else { return nil }
        // A value from below that no longer goes with the texts is not to blame; the text before it is.
        return texts.indices.last { $0 <= invalid && texts[$0] != nil } ?? texts.indices.last { texts[$0] != nil }
    }
}

/// Lets asynchronous work through one after the other, in the order of arrival.
public final class Turn: Sendable {
    private struct State {
        var taken = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// A turn that is free.
    public init() {}

    /// Waits until it is the caller's turn; must be followed by ``end()``.
    public func begin() async {
        await withCheckedContinuation { continuation in
            let free = state.withLock { state -> Bool in
                if state.taken {
                    state.waiting.append(continuation)
                    return false
                }
                state.taken = true
                return true
            }
            if free { continuation.resume() }
        }
    }

    /// Gives the turn to the next.
    public func end() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            if state.waiting.isEmpty {
                state.taken = false
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.resume()
    }
}

/// A parameter that lives in a settings group: it reads and writes one property.
///
/// What a field takes may depend on the fields before it (a frame rate on the resolution), so its parameter is made from the group
/// as merged so far; whether the values go together is asked when all are merged.
public struct Field<Root: Sendable>: Sendable {
    /// The name on the wire and in the store.
    public let name: String

    let isStored: Bool
    let description: @Sendable (Root) -> ParameterDescription
    let mayBeSet: @Sendable (Root) -> Bool
    let accept: @Sendable (String, inout Root) -> Bool
    let forget: @Sendable (inout Root) -> Void
    let isValid: @Sendable (Root) -> Bool
    let text: @Sendable (Root) -> String

    /// A field whose domain is always the same.
    public init<Value>(_ property: any WritableKeyPath<Root, Value> & Sendable, _ parameter: Parameter<Value>) {
        self.init(property, name: parameter.name) { _ in parameter }
    }

    /// A field whose domain depends on the fields before it.
    ///
    /// - Parameters:
    ///   - property: where the value lives.
    ///   - name: the name on the wire.
    ///   - mayBeSet: whether the field may be sent at all, given the fields before it.
    ///   - isConsistent: whether the value goes with the other fields.
    ///   - parameter: the parameter, given the fields before it.
    public init<Value>(
        _ property: any WritableKeyPath<Root, Value> & Sendable, name: String,
        mayBeSet: @escaping @Sendable (Root) -> Bool = { _ in true },
        isConsistent: @escaping @Sendable (Root) -> Bool = { _ in true },
        parameter: @escaping @Sendable (Root) -> Parameter<Value>
    ) {
        self.name = name
        isStored = true
        description = { parameter($0).description }
        self.mayBeSet = mayBeSet
        accept = { text, root in
            guard let value = parameter(root).parse(text) else { return false }
            root[keyPath: property] = value
            return true
        }
        forget = { _ in }
        isValid = { root in
            let current = parameter(root)
            return isConsistent(root) && current.parse(current.format(root[keyPath: property])) != nil
        }
        text = { parameter($0).format($0[keyPath: property]) }
    }

    /// A field that belongs to one request only and is neither stored nor shown, such as the year that a clock is set to.
    ///
    /// - Parameters:
    ///   - property: where the value lives until the request is answered.
    ///   - parameter: the parameter.
    ///   - isValid: whether the value, or its absence, goes with the other fields.
    public init<Value>(
        transient property: any WritableKeyPath<Root, Value?> & Sendable, _ parameter: Parameter<Value>,
        isValid: @escaping @Sendable (Root) -> Bool
    ) {
        name = parameter.name
        isStored = false
        description = { _ in parameter.description }
        mayBeSet = { _ in true }
        accept = { text, root in
            guard let value = parameter.parse(text) else { return false }
            root[keyPath: property] = value
            return true
        }
        forget = { $0[keyPath: property] = nil }
        self.isValid = isValid
        text = { $0[keyPath: property].map(parameter.format) ?? "" }
    }

    func fault(_ root: Root) -> Fault {
        Fault(description(root).domain.reason(for: name))
    }
}

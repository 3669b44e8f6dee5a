/// A parameter that lives in a settings group: it reads and writes one property.
///
/// What a field takes may depend on the fields before it (a frame rate on the resolution), so its parameter is made from the group
/// as merged so far.
public struct Field<Root: Sendable>: Sendable {
    /// The name on the wire and in the store.
    public let name: String

    let description: @Sendable (Root) -> ParameterDescription
    let accept: @Sendable (String, inout Root) -> Bool
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
    ///   - isConsistent: whether the value goes with the fields before it.
    ///   - parameter: the parameter, given the fields before it.
    public init<Value>(
        _ property: any WritableKeyPath<Root, Value> & Sendable, name: String,
        mayBeSet: @escaping @Sendable (Root) -> Bool = { _ in true },
        isConsistent: @escaping @Sendable (Root) -> Bool = { _ in true },
        parameter: @escaping @Sendable (Root) -> Parameter<Value>
    ) {
        self.name = name
        description = { parameter($0).description }
        accept = { text, root in
            guard mayBeSet(root), let value = parameter(root).parse(text) else { return false }
            root[keyPath: property] = value
            return true
        }
        isValid = { root in
            let current = parameter(root)
            return isConsistent(root) && current.parse(current.format(root[keyPath: property])) != nil
        }
        text = { parameter($0).format($0[keyPath: property]) }
    }

    func fault(_ root: Root) -> Fault {
        Fault(description(root).domain.reason(for: name))
    }
}

/// The values of `{name}` in a case: uids, captures, columns of tables.
struct Bindings: Sendable {
    private var values: [String: String] = [:]

    subscript(name: String) -> String? {
        get { values[name] }
        set { values[name] = newValue }
    }

    /// A text with every `{name}` replaced, the innermost first, and `{text*1000}` by a thousand times the text. What only a reply
    /// can tell (see ``Wildcard``) stays.
    ///
    /// - Returns: the text, or the name that has no value.
    func filled(_ text: String) -> (text: String, unknown: String?) {
        var done = ""
        var rest = text
        while let close = rest.firstIndex(of: "}"), let open = rest[..<close].lastIndex(of: "{") {
            let name = String(rest[rest.index(after: open)..<close])
            if let value = values[name] ?? Bindings.repeated(name) {
                rest.replaceSubrange(open...close, with: value)
            } else if Wildcard(name) != nil {
                done += rest[...close]
                rest = String(rest[rest.index(after: close)...])
            } else {
                return (done, name)
            }
        }
        return (done + rest, nil)
    }

    private static func repeated(_ name: String) -> String? {
        guard let star = name.lastIndex(of: "*"), let count = Int(name[name.index(after: star)...]),
            (1...100_000).contains(count)
        else { return nil }
        return String(repeating: String(name[..<star]), count: count)
    }
}

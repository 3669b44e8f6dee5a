/// A piece of a board or product file: a scalar, a list or a mapping, with the line where it stands.
///
/// YAML and JSON files become the same tree. Scalars stay text until somebody who knows the meaning reads them.
public struct ConfigNode: Sendable {
    /// What stands there.
    public enum Value: Sendable {
        /// Text, a number or a word such as `true`.
        case scalar(String)
        /// A sequence.
        case list([ConfigNode])
        /// Keys and values in the order of the file.
        case map([Entry])
    }

    /// A key with its value.
    public struct Entry: Sendable {
        /// The key.
        public let key: String
        /// The value.
        public let node: ConfigNode

        /// A key with its value.
        public init(key: String, node: ConfigNode) {
            self.key = key
            self.node = node
        }
    }

    /// What stands there.
    public var value: Value
    /// The line in the file, counted from 1; nil where the file format does not tell (a packed product).
    public var line: Int?

    /// A piece of a file.
    public init(_ value: Value, line: Int? = nil) {
        self.value = value
        self.line = line
    }

    /// The value under `key`, if this is a mapping that has it.
    public subscript(key: String) -> ConfigNode? {
        guard case .map(let entries) = value else { return nil }
        return entries.first { $0.key == key }?.node
    }

    /// This tree with `text` put at the place that `path` names (`devices.camera.clip`), making mappings on the way.
    public func setting(_ path: [String], to text: String) -> ConfigNode {
        guard let key = path.first else { return ConfigNode(.scalar(text), line: line) }
        var entries: [Entry] = []
        if case .map(let present) = value { entries = present }
        let below = entries.first { $0.key == key }?.node ?? ConfigNode(.map([]))
        let changed = Entry(key: key, node: below.setting(Array(path.dropFirst()), to: text))
        if let index = entries.firstIndex(where: { $0.key == key }) {
            entries[index] = changed
        } else {
            entries.append(changed)
        }
        return ConfigNode(.map(entries), line: line)
    }

    /// Every scalar with its path, in the order of the file: what two versions of a file are compared by.
    public var leaves: [(path: String, text: String)] {
        switch value {
        case .scalar(let text): [("", text)]
        case .list(let nodes):
            nodes.enumerated().flatMap { index, node in node.leaves.map { (joined("\(index)", $0.path), $0.text) } }
        case .map(let entries):
            entries.flatMap { entry in entry.node.leaves.map { (joined(entry.key, $0.path), $0.text) } }
        }
    }

    private func joined(_ head: String, _ tail: String) -> String {
        tail.isEmpty ? head : "\(head).\(tail)"
    }
}

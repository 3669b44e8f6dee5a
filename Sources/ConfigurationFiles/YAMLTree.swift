#if YAML
import BoardDevices
import Yams

/// Reads YAML, of which JSON is a part, with the lines of its pieces.
struct YAMLTree {
    private let file: String
    private var nodes = 0

    private init(file: String) {
        self.file = file
    }

    /// The tree of a text.
    static func parse(_ text: String, file: String) throws(ConfigFailure) -> ConfigNode {
        let root: Node?
        do {
            root = try Parser(yaml: text, resolver: .basic).singleRoot()
        } catch {
            throw failure(error, text, file)
        }
        guard let root else { throw ConfigurationFile.failure(file, nil, "is empty; expected keys and values") }
        var tree = YAMLTree(file: file)
        return try tree.convert(root, path: "", depth: 0)
    }

    private mutating func convert(_ node: Node, path: String, depth: Int) throws(ConfigFailure) -> ConfigNode {
        let line = node.mark?.line
        nodes += 1
        // Aliases of aliases grow without bound from a few lines; they are resolved by now and count each time.
        guard nodes <= ConfigurationFile.nodeLimit else {
            throw ConfigurationFile.failure(file, line, "expected at most \(ConfigurationFile.nodeLimit) values")
        }
        guard depth <= ConfigurationFile.depthLimit else {
            throw ConfigurationFile.failure(file, line, "expected at most \(ConfigurationFile.depthLimit) levels", path: path)
        }
        switch node {
        case .scalar(let scalar):
            return ConfigNode(.scalar(scalar.string), line: line)
        case .sequence(let sequence):
            var items: [ConfigNode] = []
            for item in sequence { items.append(try convert(item, path: path, depth: depth + 1)) }
            return ConfigNode(.list(items), line: line)
        case .mapping(let mapping):
            var entries: [ConfigNode.Entry] = []
            for (key, value) in mapping {
                guard case .scalar(let name) = key else {
                    throw ConfigurationFile.failure(file, key.mark?.line, "expected a plain key", path: path)
                }
                let below = path.isEmpty ? name.string : "\(path).\(name.string)"
                var node = try convert(value, path: below, depth: depth + 1)
                // A problem with a value is looked for at its key.
                node.line = key.mark?.line ?? node.line
                entries.append(ConfigNode.Entry(key: name.string, node: node))
            }
            return ConfigNode(.map(entries), line: line)
        case .alias(let alias):
            throw ConfigurationFile.failure(file, alias.mark?.line, "expected a value, found an unknown alias", path: path)
        }
    }

    private static func failure(_ error: any Error, _ text: String, _ file: String) -> ConfigFailure {
        switch error {
        case YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
            YamlError.composer(_, let problem, let mark, _):
            return ConfigurationFile.failure(file, mark.line, "\(problem)")
        case YamlError.reader(let problem, let offset, _, _):
            let line = offset.map { text.utf8.prefix($0).count { $0 == UInt8(ascii: "\n") } + 1 }
            return ConfigurationFile.failure(file, line, "\(problem)")
        case YamlError.duplicatedKeysInMapping(let duplicates, let context):
            let keys = duplicates.joined(separator: ", ")
            return ConfigurationFile.failure(file, context.mark.line, "has a key twice: \(keys)")
        default:
            return ConfigurationFile.failure(file, nil, "\(error)")
        }
    }
}
#endif

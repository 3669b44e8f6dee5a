public import BoardDevices

/// Reads a board or product file into a tree.
///
/// Builds with the trait `YAML` read YAML and JSON and tell lines; the others read packed JSON, where lines are unknown.
public enum ConfigurationFile {
    /// The largest file that is read, in bytes.
    public static let sizeLimit = 1_048_576
    /// How deep lists and mappings may nest.
    public static let depthLimit = 32
    /// How many values a file may hold, those that stand behind aliases counted each time.
    public static let nodeLimit = 100_000

    /// Reads a file.
    ///
    /// - Throws: what is wrong with it, by line where that is known.
    public static func load(_ path: String) throws(ConfigFailure) -> ConfigNode {
        let bytes = try FileBytes.load(path, limit: sizeLimit)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw failure(path, nil, "expected UTF-8 text")
        }
        return try parse(text, file: path)
    }

    /// Reads text as if it stood in `file`.
    static func parse(_ text: String, file: String) throws(ConfigFailure) -> ConfigNode {
        #if YAML
        return try YAMLTree.parse(text, file: file)
        #else
        guard file.utf8.suffix(5).elementsEqual(".json".utf8) else {
            throw failure(file, nil, "expected a packed .json file; this build does not read YAML")
        }
        return try JSONTree.parse(text, file: file)
        #endif
    }

    /// The tree as JSON, its scalars as strings and its keys in order: what a product is packed into.
    public static func json(of node: ConfigNode) -> String {
        var out = ""
        JSONText.write(node, indent: "", to: &out)
        return out
    }

    static func failure(_ file: String, _ line: Int?, _ message: String, path: String = "") -> ConfigFailure {
        ConfigFailure([ConfigProblem(file: file, line: line, path: path, message: message)])
    }
}

import Synchronization

/// Reads a mapping of a board or product file key by key and records what is wrong with it.
///
/// A reader asks for every key it knows and then calls ``finish()``, which reports the keys that nobody asked for: a misspelt key
/// is an error, never silence. Reads return nil (or the default) after a problem, so that one pass finds all problems.
public final class ConfigSection: Sendable {
    /// The mapping itself.
    public let node: ConfigNode
    /// The file that it stands in, for messages.
    public let file: String
    /// Where in the tree, such as `devices.camera`.
    public let path: String

    private let problems: ConfigProblems
    private let known = Mutex<[String]>([])

    /// A section at `path` of `file`; problems go to `problems`.
    public init(_ node: ConfigNode, file: String, path: String, problems: ConfigProblems) {
        self.node = node
        self.file = file
        self.path = path
        self.problems = problems
        if case .map = node.value { return }
        report("expected a mapping of keys to values", at: node, path: path)
    }

    /// The text under `key`, or nil where there is none.
    public func text(_ key: String) -> String? {
        guard let node = child(key) else { return nil }
        guard case .scalar(let text) = node.value else {
            report("expected a single value", at: node, path: joined(key))
            return nil
        }
        return text
    }

    /// The text under `key`; its absence is a problem.
    public func requiredText(_ key: String, _ meaning: String) -> String? {
        if child(key) == nil {
            report("missing; expected \(meaning)", at: node, path: joined(key))
            return nil
        }
        return text(key)
    }

    /// The whole number under `key`, or `fallback` where there is none.
    public func integer(_ key: String, in range: ClosedRange<Int>, default fallback: Int) -> Int {
        guard let text = text(key) else { return fallback }
        guard let number = Int(text), range.contains(number) else {
            problem(key, "expected a whole number from \(range.lowerBound) to \(range.upperBound), found \"\(text)\"")
            return fallback
        }
        return number
    }

    /// The number under `key`, or `fallback` where there is none.
    public func number(_ key: String, in range: ClosedRange<Double>, default fallback: Double) -> Double {
        guard let text = text(key) else { return fallback }
        guard let number = Double(text), range.contains(number) else {
            problem(key, "expected a number from \(range.lowerBound) to \(range.upperBound), found \"\(text)\"")
            return fallback
        }
        return number
    }

    /// The switch under `key` (`true`, `false`), or `fallback` where there is none.
    public func flag(_ key: String, default fallback: Bool) -> Bool {
        switch text(key) {
        case nil: return fallback
        case "true": return true
        case "false": return false
        case .some(let text):
            problem(key, "expected true or false, found \"\(text)\"")
            return fallback
        }
    }

    /// One of `options` under `key`, or `fallback` where there is none.
    public func option(_ key: String, _ options: [String], default fallback: String) -> String {
        guard let text = text(key) else { return fallback }
        guard options.contains(text) else {
            problem(key, "expected one of \(options.joined(separator: ", ")), found \"\(text)\"")
            return fallback
        }
        return text
    }

    /// The range `LO-HI` under `key`, within `bounds`.
    public func range(_ key: String, in bounds: ClosedRange<Int>) -> ClosedRange<Int>? {
        guard let text = text(key) else { return nil }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let low = Int(parts[0]), let high = Int(parts[1]), low <= high,
            bounds.contains(low), bounds.contains(high)
        else {
            problem(
                key, "expected LOW-HIGH within \(bounds.lowerBound) to \(bounds.upperBound), found \"\(text)\"")
            return nil
        }
        return low...high
    }

    /// The mapping under `key`, or nil where there is none.
    public func section(_ key: String) -> ConfigSection? {
        child(key).map { ConfigSection($0, file: file, path: joined(key), problems: problems) }
    }

    /// All keys with their mappings, for a section whose keys are names.
    public func sections() -> [(name: String, section: ConfigSection)] {
        keys.compactMap { key in section(key).map { (key, $0) } }
    }

    /// The list of texts under `key`; a single text counts as a list of one.
    public func texts(_ key: String) -> [String] {
        guard let node = child(key) else { return [] }
        switch node.value {
        case .scalar(let text): return [text]
        case .list(let nodes):
            return nodes.compactMap { item in
                if case .scalar(let text) = item.value { return text }
                report("expected a single value", at: item, path: joined(key))
                return nil
            }
        case .map:
            report("expected a value or a list of values", at: node, path: joined(key))
            return []
        }
    }

    /// The keys of the mapping, in the order of the file.
    public var keys: [String] {
        guard case .map(let entries) = node.value else { return [] }
        return entries.map(\.key)
    }

    /// Marks a key as known that somebody else reads.
    public func known(_ key: String) -> Bool { child(key) != nil }

    /// Records a problem with the value under `key` (or, with an empty key, with the section).
    public func problem(_ key: String, _ message: String) {
        report(message, at: node[key] ?? node, path: key.isEmpty ? path : joined(key))
    }

    /// Reports keys that were never asked for, and keys that stand twice.
    public func finish() {
        guard case .map(let entries) = node.value else { return }
        let known = self.known.withLock { $0 }
        var seen: Set<String> = []
        for entry in entries {
            if !known.contains(entry.key) {
                let names = known.joined(separator: ", ")
                report("unknown key; expected one of: \(names)", at: entry.node, path: joined(entry.key))
            }
            if !seen.insert(entry.key).inserted {
                report("stands here a second time", at: entry.node, path: joined(entry.key))
            }
        }
    }

    private func child(_ key: String) -> ConfigNode? {
        known.withLock { if !$0.contains(key) { $0.append(key) } }
        return node[key]
    }

    private func joined(_ key: String) -> String {
        path.isEmpty ? key : "\(path).\(key)"
    }

    private func report(_ message: String, at node: ConfigNode, path: String) {
        problems.add(ConfigProblem(file: file, line: node.line, path: path, message: message))
    }
}

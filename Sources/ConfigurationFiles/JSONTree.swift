import BoardDevices
import FoundationEssentials

/// Reads packed JSON. Keys come in the order of their names, and nothing tells lines.
enum JSONTree {
    /// The tree of a text.
    static func parse(_ text: String, file: String) throws(ConfigFailure) -> ConfigNode {
        do {
            let root = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8)).node
            guard root.size <= ConfigurationFile.nodeLimit else {
                throw TreeProblem(message: "expected at most \(ConfigurationFile.nodeLimit) values", path: "")
            }
            return root
        } catch let problem as TreeProblem {
            throw ConfigurationFile.failure(file, nil, problem.message, path: problem.path)
        } catch DecodingError.dataCorrupted(let context) {
            let reason = context.underlyingError.map { "\($0)" } ?? context.debugDescription
            throw ConfigurationFile.failure(file, nil, "expected JSON: \(reason)")
        } catch {
            throw ConfigurationFile.failure(file, nil, "expected JSON: \(error)")
        }
    }
}

private struct TreeProblem: Error {
    let message: String
    let path: String
}

private struct JSONValue: Decodable {
    let node: ConfigNode

    init(from decoder: any Decoder) throws {
        guard decoder.codingPath.count <= ConfigurationFile.depthLimit else {
            let path = decoder.codingPath.prefix(4).map(\.stringValue).joined(separator: ".")
            throw TreeProblem(message: "expected at most \(ConfigurationFile.depthLimit) levels", path: path)
        }
        if let keyed = try? decoder.container(keyedBy: Key.self) {
            let keys = keyed.allKeys.sorted { $0.stringValue < $1.stringValue }
            node = ConfigNode(
                .map(try keys.map { .init(key: $0.stringValue, node: try keyed.decode(JSONValue.self, forKey: $0).node) }))
        } else if var list = try? decoder.unkeyedContainer() {
            var items: [ConfigNode] = []
            while !list.isAtEnd { items.append(try list.decode(JSONValue.self).node) }
            node = ConfigNode(.list(items))
        } else {
            node = ConfigNode(.scalar(try JSONValue.scalar(decoder.singleValueContainer())))
        }
    }

    private static func scalar(_ value: any SingleValueDecodingContainer) throws -> String {
        if value.decodeNil() { return "null" }
        if let text = try? value.decode(String.self) { return text }
        if let flag = try? value.decode(Bool.self) { return "\(flag)" }
        if let whole = try? value.decode(Int64.self) { return "\(whole)" }
        return "\(try value.decode(Double.self))"
    }

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) {
            self.stringValue = stringValue
        }

        init?(intValue: Int) { nil }
    }
}

extension ConfigNode {
    /// How many values the tree holds.
    fileprivate var size: Int {
        switch value {
        case .scalar: 1
        case .list(let nodes): nodes.reduce(1) { $0 + $1.size }
        case .map(let entries): entries.reduce(1) { $0 + $1.node.size }
        }
    }
}

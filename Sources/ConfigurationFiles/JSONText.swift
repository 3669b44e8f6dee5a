import BoardDevices

/// Writes a tree as JSON.
enum JSONText {
    static func write(_ node: ConfigNode, indent: String, to out: inout String) {
        let below = indent + "  "
        switch node.value {
        case .scalar(let text):
            out += quoted(text)
        case .list(let nodes):
            write(nodes, "[", "]", indent, to: &out) { item, out in write(item, indent: below, to: &out) }
        case .map(let entries):
            write(entries, "{", "}", indent, to: &out) { entry, out in
                out += quoted(entry.key) + ": "
                write(entry.node, indent: below, to: &out)
            }
        }
    }

    private static func write<Item>(
        _ items: [Item], _ open: String, _ close: String, _ indent: String, to out: inout String,
        _ write: (Item, inout String) -> Void
    ) {
        out += open
        for (index, item) in items.enumerated() {
            out += index == 0 ? "\n\(indent)  " : ",\n\(indent)  "
            write(item, &out)
        }
        out += items.isEmpty ? close : "\n\(indent)\(close)"
    }

    private static func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\":
                out += "\\"
                out.unicodeScalars.append(scalar)
            // What YAML takes for a line break or for not printable is spelt out, so that both parsers read the same.
            case "\0"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}", "\u{FEFF}", "\u{FFFE}", "\u{FFFF}":
                let digits = String(scalar.value, radix: 16)
                out += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }
}

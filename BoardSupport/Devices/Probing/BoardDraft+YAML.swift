extension BoardDraft {
    /// The draft as the text of a board file, with comments for the integrator.
    public var yaml: String {
        var lines = [
            "# A first draft, written by `camgate probe`. Read it, delete what the product does not use, then:",
            "#   camgate check FILE           names what is wrong with it",
            "#   camgate doctor --board FILE  tries every device",
            "board: \(BoardDraft.scalar(name))", "summary: \(BoardDraft.scalar(summary))", "", "devices:",
        ]
        for part in parts {
            lines.append("  # \(BoardDraft.comment(part.remark))")
            lines.append("  \(BoardDraft.scalar(part.entry.name)):")
            lines += BoardDraft.lines(of: part.entry.node, indent: "    ")
        }
        if !unused.isEmpty {
            lines += ["", "# Found on the machine and not used:"]
            for (finding, reason) in unused {
                lines.append("#   \(BoardDraft.comment("\(finding.kind) \(finding.path) (\(finding.description)): \(reason)"))")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func lines(of node: ConfigNode, indent: String) -> [String] {
        guard case .map(let entries) = node.value else { return [] }
        return entries.flatMap { entry -> [String] in
            let key = "\(indent)\(scalar(entry.key)):"
            switch entry.node.value {
            case .scalar(let text): return ["\(key) \(scalar(text))"]
            case .list(let items): return ["\(key) \(flow(items))"]
            case .map: return [key] + lines(of: entry.node, indent: indent + "  ")
            }
        }
    }

    private static func flow(_ items: [ConfigNode]) -> String {
        let texts = items.compactMap { item in if case .scalar(let text) = item.value { scalar(text) } else { nil } }
        return "[\(texts.joined(separator: ", "))]"
    }

    /// Plain where no YAML reader can take it for anything else, else in double quotes. Hardware chooses some of these texts.
    private static func scalar(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        let startsPlainly = text.utf8.first.map { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: ".") } ?? false
        if isPlain && startsPlainly { return text }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case " "..."~": quoted.unicodeScalars.append(scalar)
            default:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\U" + String(repeating: "0", count: 8 - digits.utf8.count) + digits
            }
        }
        return quoted + "\""
    }

    /// On one line, without what could end the comment.
    private static func comment(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            let isControl =
                scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .lineSeparator
                || scalar.properties.generalCategory == .paragraphSeparator || scalar.value == 0xFEFF
                || scalar.value == 0xFFFE || scalar.value == 0xFFFF
            out.unicodeScalars.append(isControl ? "?" : scalar)
        }
        return out
    }
}

/// Compares XML documents as text: white space between elements is free, everything else counts.
enum XMLText {
    static let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"

    /// The bytes without white space between elements; inside of tags any white space between attributes is one space.
    static func compact(_ text: String) -> [UInt8] {
        var out: [UInt8] = []
        var isInTag = false
        var quoted = false
        let bytes = Array(text.utf8)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if isSpace(byte), !quoted {
                let end = bytes[index...].firstIndex { !isSpace($0) } ?? bytes.count
                if isInTag {
                    out.append(0x20)
                } else if !(out.isEmpty || out.last == UInt8(ascii: ">")) || !(end == bytes.count || bytes[end] == 0x3C) {
                    out.append(contentsOf: bytes[index..<end])
                }
                index = end
                continue
            }
            if byte == UInt8(ascii: "<") { isInTag = true }
            if byte == UInt8(ascii: "\""), isInTag { quoted.toggle() }
            if byte == UInt8(ascii: ">"), !quoted { isInTag = false }
            out.append(byte)
            index += 1
        }
        return out
    }

    /// Whether a compact text is what a pattern with wildcards expects; captures are bound.
    static func matches(_ found: [UInt8], _ pattern: [UInt8], _ bindings: inout Bindings) -> Bool {
        var (at, index) = (found[...], 0)
        while index < pattern.count {
            if pattern[index] == UInt8(ascii: "{"), let close = pattern[index...].firstIndex(of: UInt8(ascii: "}")),
                let wildcard = Wildcard(String(decoding: pattern[index + 1..<close], as: UTF8.self))
            {
                let text = at.prefix { $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: "\"") }
                guard wildcard.takes(String(decoding: text, as: UTF8.self), &bindings) else { return false }
                at = at.dropFirst(text.count)
                index = close + 1
            } else {
                guard at.first == pattern[index] else { return false }
                at = at.dropFirst()
                index += 1
            }
        }
        return at.isEmpty
    }

    /// What is wrong with a document, or nil: declaration, UTF-8, elements closed in order, no bare `&`, no control characters.
    static func defect(_ body: [UInt8]) -> String? {
        guard let text = String(validating: body, as: UTF8.self) else { return "the body is not UTF-8" }
        guard text.utf8.starts(with: declaration.utf8) else { return "the body does not begin with the XML declaration" }
        if body.contains(where: { $0 < 0x20 && $0 != 0x0A }) { return "the body holds control characters" }
        var open: [String] = []
        for tag in String(text.dropFirst(declaration.count)).split(separator: "<").dropFirst(0) {
            guard let end = tag.firstIndex(of: ">") else {
                if tag.allSatisfy(\.isWhitespace) { continue }
                return "an element does not end: <\(tag)"
            }
            let inside = tag[..<end]
            let name = String(inside.prefix { $0 != " " && $0 != "/" || inside.first == $0 && $0 == "/" })
            if inside.hasPrefix("/") {
                guard open.popLast() == String(inside.dropFirst()) else { return "</\(inside.dropFirst())> closes nothing" }
            } else if !inside.hasSuffix("/") {
                open.append(name)
            }
        }
        if let left = open.last { return "<\(left)> is not closed" }
        return entityDefect(text)
    }

    private static func entityDefect(_ text: String) -> String? {
        let known = ["amp;", "lt;", "gt;", "quot;", "apos;", "#9;", "#10;", "#13;"]
        for part in text.split(separator: "&", omittingEmptySubsequences: false).dropFirst()
        where !known.contains(where: { part.hasPrefix($0) }) {
            return "a bare & before \(part.prefix(12))"
        }
        return nil
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}

/// An element of a reply: a name, attributes in the document's order, and either text or further elements.
public struct XMLElement: Sendable {
    /// The element's name.
    public let name: String
    /// Names and values, unescaped, in the order of the document's sample.
    public var attributes: [(name: String, value: String)]
    /// Elements inside.
    public var children: [XMLElement]
    /// Text inside, unescaped; used when there are no children.
    public var text: String?

    /// An element.
    public init(
        _ name: String, attributes: [(name: String, value: String)] = [], children: [XMLElement] = [],
        text: String? = nil
    ) {
        self.name = name
        self.attributes = attributes
        self.children = children
        self.text = text
    }

    /// The whole document as UTF-8, with the XML declaration.
    public var document: [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(256)
        out.append(contentsOf: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".utf8)
        write(to: &out)
        out.append(newline)
        return out
    }

    private func write(to out: inout [UInt8]) {
        out.append(UInt8(ascii: "<"))
        out.append(contentsOf: name.utf8)
        for attribute in attributes {
            out.append(UInt8(ascii: " "))
            out.append(contentsOf: attribute.name.utf8)
            out.append(contentsOf: "=\"".utf8)
            appendEscaped(attribute.value, to: &out)
            out.append(UInt8(ascii: "\""))
        }
        if !children.isEmpty {
            out.append(contentsOf: ">\n".utf8)
            for child in children {
                child.write(to: &out)
                out.append(newline)
            }
            close(to: &out)
        } else if let text {
            out.append(UInt8(ascii: ">"))
            appendEscaped(text, to: &out)
            close(to: &out)
        } else {
            out.append(contentsOf: "/>".utf8)
        }
    }

    private func close(to out: inout [UInt8]) {
        out.append(contentsOf: "</".utf8)
        out.append(contentsOf: name.utf8)
        out.append(UInt8(ascii: ">"))
    }

    private func appendEscaped(_ text: String, to out: inout [UInt8]) {
        // Nearly every text goes over as it is: letters of any script, without what the cases below are about.
        if text.utf8.allSatisfy(isPlain) {
            out.append(contentsOf: text.utf8)
            return
        }
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": out.append(contentsOf: "&amp;".utf8)
            case "<": out.append(contentsOf: "&lt;".utf8)
            case ">": out.append(contentsOf: "&gt;".utf8)
            case "\"": out.append(contentsOf: "&quot;".utf8)
            // An attribute's line breaks and tabs would be read back as spaces.
            case "\t", "\n", "\r": out.append(contentsOf: "&#\(scalar.value);".utf8)
            // XML 1.0 has no way to write the other control characters and these two.
            case "\0"..<" ", "\u{FFFE}", "\u{FFFF}": out.append(UInt8(ascii: "?"))
            default: out.append(contentsOf: scalar.utf8)
            }
        }
    }

    private func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case 0..<0x20, UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""): false
        // U+FFFE and U+FFFF begin with this byte.
        case 0xEF: false
        default: true
        }
    }

    private var newline: UInt8 { 0x0A }
}

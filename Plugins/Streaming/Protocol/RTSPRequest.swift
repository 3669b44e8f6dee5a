import GatewayCore

/// A request as it came, its syntax checked.
struct RTSPRequest: Sendable {
    /// The method's name; it may be one that nobody knows.
    let method: String
    /// The URL as it was sent.
    let url: String
    /// Header fields in order.
    let fields: [(name: String, value: String)]
    /// How many bytes of body came with it.
    let bodySize: Int

    /// The first field of that name, whatever its case.
    func field(_ name: String) -> String? {
        fields.first { $0.name.hasSameBytesIgnoringCase(as: name) }?.value
    }

    /// All fields of that name as one list, as RFC 2326 lets them be joined; nil if there is none.
    func list(_ name: String) -> String? {
        let values = fields.filter { $0.name.hasSameBytesIgnoringCase(as: name) }.map(\.value)
        return values.isEmpty ? nil : values.joined(separator: ",")
    }

    /// The options that the client requires of the server or of any proxy.
    var requiredOptions: [String] {
        [list("Require"), list("Proxy-Require")].compactMap { $0 }.flatMap { list in
            list.utf8.split(separator: UInt8(ascii: ",")).map { String(decoding: Array($0), as: UTF8.self).trimmingBlanks }
        }
    }

    /// The sequence number, or nil if it is missing or none.
    var sequence: String? {
        guard let text = field("CSeq"), (1...10).contains(text.utf8.count),
            text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        return text
    }

    /// The session's identifier, without its parameters.
    var session: String? {
        field("Session").map { text in
            String(decoding: text.utf8.prefix { $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: " ") }, as: UTF8.self)
        }
    }
}

/// What a client sends to show by Digest that it knows a password (RFC 7616, section 3.4).
public struct DigestProof: Sendable, Hashable {
    /// The client's own part of the hash, where it was offered `qop="auth"`.
    struct Quality: Sendable, Hashable {
        /// The request count as it was sent, eight hex digits.
        let count: String
        /// The client's nonce.
        let clientNonce: String
    }

    /// The user's name.
    public let user: UserName
    /// The URL that was hashed; the caller must see that it is the request's.
    public let uri: String
    let algorithm: DigestAlgorithm
    let method: String
    let nonce: String
    let response: String
    let quality: Quality?

    /// Reads the value of an `Authorization` field.
    ///
    /// - Parameter method: the request's method.
    /// - Returns: nil unless it is a complete Digest proof of this server's kind.
    public init?(authorization: String, method: String) {
        guard let values = DigestProof.parameters(authorization) else { return nil }
        guard values["realm"] == DigestSecret.realm, let name = values["username"].flatMap({ UserName($0) }),
            let uri = values["uri"], let nonce = values["nonce"], let response = values["response"],
            let algorithm = values["algorithm"].map({ DigestProof.algorithm($0) }) ?? .md5
        else { return nil }
        switch values["qop"] {
        case nil: quality = nil
        case "auth":
            guard let count = values["nc"], let own = values["cnonce"] else { return nil }
            quality = Quality(count: count, clientNonce: own)
        default: return nil
        }
        user = name
        self.uri = uri
        self.method = method
        self.nonce = nonce
        self.response = response
        self.algorithm = algorithm
    }

    private static func algorithm(_ text: String) -> DigestAlgorithm? {
        DigestAlgorithm.allCases.first { $0.rawValue.hasSameBytesIgnoringCase(as: text) }
    }

    /// Splits `Digest name=value, name="value"`; nil if it is something else or names one twice.
    private static func parameters(_ text: String) -> [String: String]? {
        var rest = text.utf8[...]
        let scheme = rest.prefix { $0 != UInt8(ascii: " ") }
        guard String(decoding: scheme, as: UTF8.self).hasSameBytesIgnoringCase(as: "Digest") else { return nil }
        rest = rest.dropFirst(scheme.count)
        var values: [String: String] = [:]
        while true {
            rest = rest.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\t") }
            guard !rest.isEmpty else { return values }
            let name = rest.prefix { $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: " ") }
            rest = rest.dropFirst(name.count)
            guard !name.isEmpty, rest.first == UInt8(ascii: "=") else { return nil }
            rest = rest.dropFirst()
            guard let value = value(&rest) else { return nil }
            let key = String(decoding: name.map { $0 | 0x20 }, as: UTF8.self)
            guard values.updateValue(value, forKey: key) == nil else { return nil }
        }
    }

    private static func value(_ rest: inout Substring.UTF8View) -> String? {
        guard rest.first == UInt8(ascii: "\"") else {
            let token = rest.prefix { $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: " ") }
            rest = rest.dropFirst(token.count)
            return token.isEmpty ? nil : String(decoding: token, as: UTF8.self)
        }
        rest = rest.dropFirst()
        var bytes: [UInt8] = []
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\"") { return String(decoding: bytes, as: UTF8.self) }
            guard byte != UInt8(ascii: "\\") else {
                guard let escaped = rest.popFirst() else { return nil }
                bytes.append(escaped)
                continue
            }
            bytes.append(byte)
        }
        return nil
    }
}

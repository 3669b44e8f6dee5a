/// What an adapter knows of a request before its body.
public struct RequestHead: Sendable {
    /// The method, such as `GET`.
    public let method: String
    /// The path, still percent-encoded.
    public let path: String
    /// The query, still percent-encoded; nil if there was none.
    public let query: [UInt8]?
    /// The `Authorization` field.
    public let authorization: String?
    /// The `Content-Type` field.
    public let contentType: String?
    /// The `Content-Length` field.
    public let contentLength: Int?
    /// Where the request comes from.
    public let source: String

    /// A request whose target is split at the first `?` or `&` (ruling 1.10).
    public init(
        method: String, target: String, authorization: String? = nil, contentType: String? = nil,
        contentLength: Int? = nil, source: String
    ) {
        self.method = method
        self.authorization = authorization
        self.contentType = contentType
        self.contentLength = contentLength
        self.source = source
        let bytes = target.utf8
        let split = bytes.firstIndex { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "&") }
        if let split {
            path = String(target[..<split])
            query = Array(bytes[bytes.index(after: split)...])
        } else {
            path = target
            query = nil
        }
    }

    /// Whether the body is a form.
    var hasForm: Bool {
        guard let contentType else { return false }
        let kind = contentType.utf8.prefix { $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: " ") }
        return String(decoding: Array(kind), as: UTF8.self)
            .hasSameBytesIgnoringCase(as: "application/x-www-form-urlencoded")
    }
}

/// What goes back to a client.
public struct Reply: Sendable {
    /// HTTP status.
    public var status: Int
    /// The `Content-Type`.
    public var contentType: String
    /// The body.
    public var body: [UInt8]
    /// Further header fields, such as `Allow`.
    public var headers: [(name: String, value: String)]
    /// Runs after the reply has been handed to the network (a restart, for instance).
    public var afterwards: (@Sendable () -> Void)?

    /// The content type of every XML reply (ruling 1.1).
    public static let xml = "text/xml; charset=utf-8"

    /// A reply with a body as it is.
    public init(status: Int = 200, contentType: String, body: [UInt8], headers: [(name: String, value: String)] = []) {
        self.status = status
        self.contentType = contentType
        self.body = body
        self.headers = headers
    }

    /// A successful reply of one XML document.
    public init(_ element: XMLElement) {
        self.init(contentType: Reply.xml, body: element.document)
    }

    /// `<name>text</name>`, the document's plainest form of a reply.
    public init(_ name: String, _ text: String) {
        self.init(XMLElement(name, text: text))
    }

    /// A fault body; `path` is the request's path without its query.
    public init(_ fault: Fault, path: String) {
        let value = XMLElement("value", text: path)
        let reason = XMLElement("reason", text: fault.reason)
        self.init(
            status: fault.status, contentType: Reply.xml,
            body: XMLElement("fault", children: [value, reason]).document)
        if fault.status == 401 { headers.append(("WWW-Authenticate", "Basic realm=\"camgate\", charset=\"UTF-8\"")) }
    }
}

import NIOCore

/// An answer on its way to the client.
struct RTSPResponse {
    /// The status.
    var status: RTSPStatus
    /// Header fields beside CSeq and Server.
    var fields: [(name: String, value: String)] = []
    /// The body; its type stands among the fields.
    var body = ""

    /// An answer without a body.
    init(_ status: RTSPStatus, _ fields: [(name: String, value: String)] = []) {
        self.status = status
        self.fields = fields
    }

    /// The answer on the wire.
    ///
    /// - Parameter sequence: repeated from the request; nil if that had none.
    func encoded(sequence: String?) -> ByteBuffer {
        var text = "RTSP/1.0 \(status.rawValue) \(status.reason)\r\n"
        if let sequence { text += "CSeq: \(sequence)\r\n" }
        text += "Server: camgate\r\n"
        for field in fields { text += "\(field.name): \(field.value)\r\n" }
        if !body.isEmpty { text += "Content-Length: \(body.utf8.count)\r\n" }
        return ByteBuffer(string: text + "\r\n" + body)
    }
}

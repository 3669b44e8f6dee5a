import GatewayCore
import NIOCore

/// Writes replies as HTTP/1.1 bytes.
struct ReplyWriter {
    /// What the connection says about its future in a reply.
    enum Persistence {
        /// Nothing: HTTP/1.1 stays open.
        case open
        /// HTTP/1.0 stays open only where it is told.
        case explicitlyOpen
        /// Closes after the reply.
        case close
    }

    private var date = HTTPDate()

    /// Appends a reply to `out`.
    ///
    /// - Parameters:
    ///   - omitsBody: for HEAD: the body's length, but not the body.
    mutating func write(_ reply: Reply, _ persistence: Persistence, omitsBody: Bool, to out: inout ByteBuffer) {
        date.update()
        writeStatus(reply.status, to: &out)
        out.writeStaticString("\r\nDate: ")
        out.writeString(date.text)
        write("\r\nContent-Type: ", reply.contentType, to: &out)
        out.writeStaticString("\r\nContent-Length: ")
        out.writeString(String(reply.body.count))
        out.writeStaticString("\r\nCache-Control: no-store\r\n")
        switch persistence {
        case .open: break
        case .explicitlyOpen: out.writeStaticString("Connection: keep-alive\r\n")
        case .close: out.writeStaticString("Connection: close\r\n")
        }
        for (name, value) in reply.headers where ReplyWriter.isFieldText(name) && ReplyWriter.isFieldText(value) {
            out.writeString(name)
            out.writeStaticString(": ")
            out.writeString(value)
            out.writeStaticString("\r\n")
        }
        out.writeStaticString("\r\n")
        if !omitsBody { out.writeBytes(reply.body) }
    }

    private func write(_ name: StaticString, _ value: String, to out: inout ByteBuffer) {
        guard ReplyWriter.isFieldText(value) else { return }
        out.writeStaticString(name)
        out.writeString(value)
    }

    /// A field that holds a line break would let its author write the rest of the reply.
    private static func isFieldText(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }

    private func writeStatus(_ status: Int, to out: inout ByteBuffer) {
        switch status {
        case 200: out.writeStaticString("HTTP/1.1 200 OK")
        case 400: out.writeStaticString("HTTP/1.1 400 Bad Request")
        case 401: out.writeStaticString("HTTP/1.1 401 Unauthorized")
        case 403: out.writeStaticString("HTTP/1.1 403 Forbidden")
        case 404: out.writeStaticString("HTTP/1.1 404 Not Found")
        case 405: out.writeStaticString("HTTP/1.1 405 Method Not Allowed")
        case 408: out.writeStaticString("HTTP/1.1 408 Request Timeout")
        case 409: out.writeStaticString("HTTP/1.1 409 Conflict")
        case 413: out.writeStaticString("HTTP/1.1 413 Content Too Large")
        case 431: out.writeStaticString("HTTP/1.1 431 Request Header Fields Too Large")
        case 503: out.writeStaticString("HTTP/1.1 503 Service Unavailable")
        default: out.writeString("HTTP/1.1 \(min(max(status, 200), 599)) Status")
        }
    }
}

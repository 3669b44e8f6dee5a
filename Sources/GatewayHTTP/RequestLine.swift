import NIOCore

/// The first line of a request, before the decoder sees it.
enum RequestLine {
    /// Percent-encodes what is no ASCII in the line that the bytes begin with.
    ///
    /// Clients such as curl send a query as it was typed. The decoder takes only ASCII, and the query's own rules (ruling 1.2) shall
    /// tell what is wrong with it.
    static func encode(in bytes: inout ByteBuffer) {
        let hasOthers = bytes.withUnsafeReadableBytes { raw in
            for byte in raw {
                if byte >= 0x80 { return true }
                if byte == newline { return false }
            }
            return false
        }
        guard hasOthers else { return }
        let view = bytes.readableBytesView
        let end = view.firstIndex(of: newline) ?? view.endIndex
        var encoded = ByteBuffer()
        for byte in view[..<end] {
            if byte < 0x80 {
                encoded.writeInteger(byte)
            } else {
                encoded.writeStaticString("%")
                encoded.writeString(String(byte, radix: 16))
            }
        }
        encoded.writeBytes(view[end...])
        bytes = encoded
    }

    private static let newline = UInt8(ascii: "\n")
}

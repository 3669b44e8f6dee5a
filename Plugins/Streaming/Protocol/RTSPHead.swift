import GatewayCore

/// The lines of a request up to the empty one, taken apart.
struct RTSPHead {
    let method: String
    let url: String
    let fields: [(name: String, value: String)]
    let bodySize: Int

    /// Checks and takes apart the lines.
    ///
    /// - Throws: what is wrong with them.
    init(_ bytes: [UInt8], limits: Limits) throws(RTSPParser.Malformation) {
        var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
            line.last == 0x0D ? line.dropLast() : line
        }
        while let last = lines.last, last.isEmpty { lines.removeLast() }
        guard let first = lines.first else { throw .init(.badRequest, "there is no request line") }
        (method, url) = try RTSPHead.requestLine(first)
        guard lines.count - 1 <= limits.fields else { throw .init(.badRequest, "there are more than \(limits.fields) fields") }
        var fields: [(name: String, value: String)] = []
        for line in lines.dropFirst() { fields.append(try RTSPHead.field(line)) }
        self.fields = fields
        bodySize = try RTSPHead.bodySize(fields, limit: limits.body)
    }

    /// Whether a byte may stand in a method's or field's name (RFC 2326 section 15.1).
    static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }

    private static func requestLine(
        _ line: ArraySlice<UInt8>
    ) throws(RTSPParser.Malformation) -> (method: String, url: String) {
        let words = line.split(separator: 0x20, omittingEmptySubsequences: false)
        guard words.count == 3, !words[0].isEmpty, words[0].allSatisfy(isToken), !words[1].isEmpty,
            words[1].allSatisfy({ (0x21...0x7E).contains($0) })
        else { throw .init(.badRequest, "the first line is no request line") }
        let version = String(decoding: words[2], as: UTF8.self)
        guard version.hasSameBytes(as: "RTSP/1.0") else {
            let isRTSP = words[2].starts(with: "RTSP/".utf8)
            throw .init(isRTSP ? .unsupportedVersion : .badRequest, "the request is not one of RTSP/1.0")
        }
        return (String(decoding: words[0], as: UTF8.self), String(decoding: words[1], as: UTF8.self))
    }

    private static func field(
        _ line: ArraySlice<UInt8>
    ) throws(RTSPParser.Malformation) -> (name: String, value: String) {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
            line[..<colon].allSatisfy(isToken)
        else { throw .init(.badRequest, "a header line is no field") }
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
        var value = line[(colon + 1)...].drop(while: isBlank)
        while let last = value.last, isBlank(last) { value.removeLast() }
        let hasControls = value.contains { ($0 < 0x20 && $0 != 0x09) || $0 == 0x7F }
        guard !hasControls, let text = String(validating: value, as: UTF8.self) else {
            throw .init(.badRequest, "a field holds control bytes or is not UTF-8")
        }
        return (String(decoding: line[..<colon], as: UTF8.self), text)
    }

    private static func bodySize(
        _ fields: [(name: String, value: String)], limit: Int
    ) throws(RTSPParser.Malformation) -> Int {
        let lengths = fields.filter { $0.name.hasSameBytesIgnoringCase(as: "Content-Length") }.map(\.value)
        guard let text = lengths.first else { return 0 }
        let isNumber = text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        guard lengths.count == 1, isNumber, !text.isEmpty, text.utf8.count <= 20 else {
            throw .init(.badRequest, "the content length is no number")
        }
        guard let length = Int(text), length <= limit else {
            throw .init(.bodyTooLarge, "the body is larger than \(limit) bytes")
        }
        return length
    }
}

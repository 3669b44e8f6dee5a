import NIOCore

/// Cuts the bytes of a connection into requests and interleaved packets (RFC 2326 sections 4, 6 and 10.12).
///
/// It holds no more than the limits let a message be, plus what one read brings.
struct RTSPParser {
    /// What came.
    enum Message {
        /// A whole request with its body.
        case request(RTSPRequest)
        /// A packet on an interleaved channel.
        case interleaved(channel: UInt8, ByteBuffer)
        /// Bytes that are no request; nothing after them can be understood.
        case malformed(Malformation)
    }

    /// Why bytes are no request.
    struct Malformation: Error {
        let status: RTSPStatus
        let problem: String

        init(_ status: RTSPStatus, _ problem: String) {
            self.status = status
            self.problem = problem
        }
    }

    private let limits: Limits
    private var buffer = ByteBuffer()

    /// A parser at the start of a connection.
    init(limits: Limits) {
        self.limits = limits
    }

    /// Adds what was read.
    mutating func append(_ bytes: ByteBuffer) {
        var bytes = bytes
        if buffer.readableBytes == 0 {
            buffer = bytes
        } else {
            buffer.discardReadBytes()
            buffer.writeBuffer(&bytes)
        }
    }

    /// The next message, or nil while none is complete.
    mutating func next() -> Message? {
        skipEmptyLines()
        guard let first = peek(0) else { return nil }
        if first == UInt8(ascii: "$") { return interleaved() }
        do throws(Malformation) {
            guard RTSPHead.isToken(first) else { throw Malformation(.badRequest, "a message begins with byte \(first)") }
            return try request().map { .request($0) }
        } catch {
            buffer.clear()
            return .malformed(error)
        }
    }

    private mutating func skipEmptyLines() {
        while let byte = peek(0), byte == 0x0D || byte == 0x0A { buffer.moveReaderIndex(forwardBy: 1) }
    }

    private func peek(_ offset: Int) -> UInt8? {
        buffer.getInteger(at: buffer.readerIndex + offset)
    }

    private mutating func interleaved() -> Message? {
        guard let channel = peek(1),
            let length = buffer.getInteger(at: buffer.readerIndex + 2, as: UInt16.self),
            buffer.readableBytes >= 4 + Int(length)
        else { return nil }
        buffer.moveReaderIndex(forwardBy: 4)
        return buffer.readSlice(length: Int(length)).map { .interleaved(channel: channel, $0) }
    }

    private mutating func request() throws(Malformation) -> RTSPRequest? {
        guard let size = try headSize() else { return nil }
        guard let bytes = buffer.getBytes(at: buffer.readerIndex, length: size) else { return nil }
        let head = try RTSPHead(bytes, limits: limits)
        guard buffer.readableBytes >= size + head.bodySize else { return nil }
        buffer.moveReaderIndex(forwardBy: size + head.bodySize)
        return RTSPRequest(method: head.method, url: head.url, fields: head.fields, bodySize: head.bodySize)
    }

    // Up to and with the empty line; lines end with LF, with or without CR.
    private func headSize() throws(Malformation) -> Int? {
        let view = buffer.readableBytesView
        var lineStart = view.startIndex
        var index = view.startIndex
        while index < view.endIndex {
            let used = index - view.startIndex
            guard used < limits.head else { throw Malformation(.badRequest, "the header is larger than \(limits.head) bytes") }
            let isFirstLine = lineStart == view.startIndex
            guard !isFirstLine || used < limits.requestLine else {
                throw Malformation(.urlTooLong, "the request line is longer than \(limits.requestLine) bytes")
            }
            if view[index] == 0x0A {
                let length = index - lineStart
                if length == 0 || (length == 1 && view[lineStart] == 0x0D) { return used + 1 }
                lineStart = index + 1
            }
            index += 1
        }
        return nil
    }
}

import NIOCore

/// RTCP compounds that the server sends and recognises (RFC 3550 section 6).
enum RTCP {
    /// The canonical name of every source of this server.
    static let name = "camgate"

    /// A sender report with the source's name.
    static func senderReport(source: UInt32, ntp: UInt64, timestamp: UInt32, packets: UInt32, octets: UInt32) -> ByteBuffer {
        var report = header(count: 0, type: 200, words: 6)
        report.writeInteger(source)
        report.writeInteger(ntp)
        report.writeInteger(timestamp)
        report.writeInteger(packets)
        report.writeInteger(octets)
        appendName(of: source, to: &report)
        return report
    }

    /// Says good-bye for a source; a compound begins with a report, here an empty one.
    static func goodbye(source: UInt32) -> ByteBuffer {
        var report = header(count: 0, type: 201, words: 1)
        report.writeInteger(source)
        appendName(of: source, to: &report)
        report.writeImmutableBuffer(header(count: 1, type: 203, words: 1))
        report.writeInteger(source)
        return report
    }

    /// Whether the bytes begin as an RTCP packet does: what a receiver sends to show that it is there.
    static func isReport(_ bytes: ByteBuffer) -> Bool {
        guard bytes.readableBytes >= 8, let first = bytes.getInteger(at: bytes.readerIndex, as: UInt8.self),
            let type = bytes.getInteger(at: bytes.readerIndex + 1, as: UInt8.self)
        else { return false }
        return first >> 6 == 2 && (200...207).contains(type)
    }

    private static func header(count: UInt8, type: UInt8, words: UInt16) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.writeInteger(0x80 | count)
        buffer.writeInteger(type)
        buffer.writeInteger(words)
        return buffer
    }

    private static func appendName(of source: UInt32, to report: inout ByteBuffer) {
        let text = Array(name.utf8)
        // Item type, length, text and the end mark, filled up to whole words.
        let words = (2 + text.count + 1 + 3) / 4
        report.writeImmutableBuffer(header(count: 1, type: 202, words: UInt16(clamping: words + 1)))
        report.writeInteger(source)
        report.writeInteger(UInt8(1))
        report.writeInteger(UInt8(clamping: text.count))
        report.writeBytes(text)
        report.writeRepeatingByte(0, count: words * 4 - 2 - text.count)
    }
}

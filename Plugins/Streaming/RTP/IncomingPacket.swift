import NIOCore

/// An RTP packet that came from a client (RFC 3550 section 5.1), its header taken apart and believed only as far as it fits.
struct IncomingPacket {
    /// The payload type.
    let payloadType: UInt8
    /// The sequence number.
    let sequence: UInt16
    /// The synchronization source.
    let source: UInt32
    /// The payload without padding.
    let payload: ArraySlice<UInt8>

    /// Takes a packet apart; nil if it is none.
    init?(_ buffer: ByteBuffer) {
        let bytes = Array(buffer.readableBytesView)
        guard bytes.count >= 12, bytes[0] >> 6 == 2 else { return nil }
        payloadType = bytes[1] & 0x7F
        sequence = UInt16(bytes[2]) << 8 | UInt16(bytes[3])
        source = bytes[8..<12].reduce(0) { $0 << 8 | UInt32($1) }
        var start = 12 + 4 * Int(bytes[0] & 15)
        if bytes[0] & 0x10 != 0 {
            guard bytes.count >= start + 4 else { return nil }
            start += 4 + 4 * (Int(bytes[start + 2]) << 8 | Int(bytes[start + 3]))
        }
        var end = bytes.count
        if bytes[0] & 0x20 != 0, let padding = bytes.last { end -= Int(padding) }
        guard start <= end else { return nil }
        payload = bytes[start..<end]
    }
}

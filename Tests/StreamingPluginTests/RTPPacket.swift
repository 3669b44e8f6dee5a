/// An RTP packet as a client sees it.
struct RTPPacket: Sendable {
    let marker: Bool
    let payloadType: UInt8
    let sequence: UInt16
    let timestamp: UInt32
    let source: UInt32
    let payload: [UInt8]

    /// Reads a packet; nil if it is none.
    init?(_ bytes: [UInt8]) {
        guard bytes.count > 12, bytes[0] == 0x80 else { return nil }
        marker = bytes[1] & 0x80 != 0
        payloadType = bytes[1] & 0x7F
        sequence = UInt16(truncatingIfNeeded: bigEndian(bytes[2..<4]))
        timestamp = UInt32(truncatingIfNeeded: bigEndian(bytes[4..<8]))
        source = UInt32(truncatingIfNeeded: bigEndian(bytes[8..<12]))
        payload = Array(bytes[12...])
    }
}

/// A number in network order.
func bigEndian(_ bytes: some Sequence<UInt8>) -> UInt64 {
    bytes.reduce(0) { $0 << 8 | UInt64($1) }
}

/// The packets up to a marker, and the units in them.
struct Picture: Sendable {
    let packets: [RTPPacket]

    /// The units of H.265, put together from single packets, aggregation packets and fragments as RFC 7798 says; nil if the
    /// packets are not right.
    var h265Units: [[UInt8]]? {
        var units: [[UInt8]] = []
        var fragments: [UInt8]?
        for payload in packets.map(\.payload) {
            guard payload.count >= 2 else { return nil }
            switch payload[0] >> 1 & 0x3F {
            case 48:
                guard let inside = Picture.aggregated(payload.dropFirst(2)) else { return nil }
                units += inside
            case 49:
                guard payload.count > 3 else { return nil }
                let (isStart, isEnd) = (payload[2] & 0x80 != 0, payload[2] & 0x40 != 0)
                guard isStart == (fragments == nil), !(isStart && isEnd) else { return nil }
                let whole = (fragments ?? [payload[0] & 0x81 | (payload[2] & 0x3F) << 1, payload[1]]) + payload[3...]
                if isEnd { units.append(whole) }
                fragments = isEnd ? nil : whole
            default:
                guard fragments == nil else { return nil }
                units.append(payload)
            }
        }
        return fragments == nil ? units : nil
    }

    private static func aggregated(_ payload: ArraySlice<UInt8>) -> [[UInt8]]? {
        var units: [[UInt8]] = []
        var rest = payload
        while rest.count > 2 {
            let size = Int(bigEndian(rest.prefix(2)))
            rest = rest.dropFirst(2)
            guard rest.count >= size else { return nil }
            units.append(Array(rest.prefix(size)))
            rest = rest.dropFirst(size)
        }
        return rest.isEmpty ? units : nil
    }

    /// The units, put together from single packets, STAP-A and FU-A as RFC 6184 says; nil if the packets are not right.
    var units: [[UInt8]]? {
        var units: [[UInt8]] = []
        var fragments: [UInt8]?
        for packet in packets {
            let payload = packet.payload
            guard let first = payload.first else { return nil }
            switch first & 0x1F {
            case 1...23:
                guard fragments == nil else { return nil }
                units.append(payload)
            case 24:
                guard let inside = Picture.aggregated(payload.dropFirst()) else { return nil }
                units += inside
            case 28:
                guard payload.count > 2 else { return nil }
                let (isStart, isEnd) = (payload[1] & 0x80 != 0, payload[1] & 0x40 != 0)
                guard isStart == (fragments == nil), !(isStart && isEnd) else { return nil }
                var gathered = fragments ?? [first & 0xE0 | payload[1] & 0x1F]
                fragments = nil
                gathered += payload[2...]
                fragments = gathered
                if isEnd {
                    units.append(gathered)
                    fragments = nil
                }
            default: return nil
            }
        }
        return fragments == nil ? units : nil
    }

    /// Whether one picture follows another without a packet between them.
    func follows(_ other: Picture) -> Bool {
        guard let last = other.packets.last, let first = packets.first else { return false }
        return first.sequence == last.sequence &+ 1
    }
}

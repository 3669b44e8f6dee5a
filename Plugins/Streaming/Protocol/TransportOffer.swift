import GatewayCore

/// One of the ways that a client offers in `Transport` (RFC 2326 section 12.39), if the server can go it.
enum TransportOffer: Hashable {
    /// Interleaved in the RTSP connection; nil leaves the channels to the server.
    case interleaved(rtp: UInt8, rtcp: UInt8)
    case interleavedAnywhere
    /// UDP to a pair of the client's ports.
    case datagrams(rtp: UInt16, rtcp: UInt16)

    /// The first way of a list that can be gone, or nil.
    ///
    /// - Parameter client: the client's own address; packets go nowhere else.
    static func first(of list: String, client: String) -> TransportOffer? {
        list.utf8.split(separator: UInt8(ascii: ",")).lazy.compactMap { offer in
            parse(offer.split(separator: UInt8(ascii: ";")).map(trimmed), client: client)
        }.first
    }

    private static func parse(_ parts: [String], client: String) -> TransportOffer? {
        guard let profile = parts.first else { return nil }
        var ports: (UInt16, UInt16)?
        var channels: (UInt16, UInt16)?
        for part in parts.dropFirst() {
            let pair = part.utf8.split(separator: UInt8(ascii: "="), maxSplits: 1).map(trimmed)
            let value = pair.count == 2 ? pair[1] : ""
            switch lowercased(pair.first ?? "") {
            case "multicast": return nil
            case "mode": guard ["play", "\"play\""].contains(lowercased(value)) else { return nil }
            case "destination": guard value.isEmpty || value.hasSameBytes(as: client) else { return nil }
            case "client_port":
                guard let range = range(value) else { return nil }
                ports = range
            case "interleaved":
                guard let range = range(value) else { return nil }
                channels = range
            default: break
            }
        }
        switch lowercased(profile) {
        case "rtp/avp/tcp":
            guard let channels else { return .interleavedAnywhere }
            guard channels.0 < 256, channels.1 < 256 else { return nil }
            return .interleaved(rtp: UInt8(channels.0), rtcp: UInt8(channels.1))
        case "rtp/avp", "rtp/avp/udp":
            guard let ports, ports.0 > 0, ports.1 > 0 else { return nil }
            return .datagrams(rtp: ports.0, rtcp: ports.1)
        default: return nil
        }
    }

    // `5000-5001`, or `5000` with the next number for RTCP; never the same twice.
    private static func range(_ text: String) -> (UInt16, UInt16)? {
        let ends = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        let numbers = ends.compactMap { end -> UInt16? in
            guard (1...5).contains(end.count), end.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
            return UInt16(String(decoding: Array(end), as: UTF8.self))
        }
        guard (1...2).contains(ends.count), numbers.count == ends.count, let first = numbers.first else { return nil }
        if numbers.count == 2 { return first == numbers[1] ? nil : (first, numbers[1]) }
        return first < .max ? (first, first + 1) : nil
    }

    private static func trimmed(_ text: Substring.UTF8View) -> String {
        String(decoding: Array(text), as: UTF8.self).trimmingBlanks
    }

    private static func lowercased(_ text: String) -> String {
        String(decoding: text.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    }
}

extension String {
    /// The text without blanks and tabs around it.
    var trimmingBlanks: String {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
        var bytes = Array(utf8)[...].drop(while: isBlank)
        while let last = bytes.last, isBlank(last) { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}

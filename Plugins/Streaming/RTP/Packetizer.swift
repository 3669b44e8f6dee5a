import MediaCore

/// Turns compressed pictures of one codec into RTP payloads, and says how the codec is announced. One for each payload format.
protocol Packetizer: Sendable {
    /// The payload format's name in `a=rtpmap`, such as `H264`.
    var encodingName: String { get }

    /// The value of `a=fmtp` that goes with a packet.
    ///
    /// - Returns: nil if the packet does not carry the parameter sets that the value is made of.
    func formatParameters(of packet: Packet) -> String?

    /// Appends the packet's units to a batch, in order.
    func packetize(_ packet: Packet, into batch: inout RTPBatch.Builder)
}

extension VideoCodec {
    /// The payload format of the codec, or nil where it has none.
    var packetizer: (any Packetizer)? {
        switch self {
        case .h264: H264Packetizer()
        case .h265: H265Packetizer()
        case .fwht: nil
        }
    }
}

extension Packet {
    /// The packet's units as slices; ranges that do not lie within the bytes, and empty ones, are left out.
    var slices: [ArraySlice<UInt8>] {
        units.compactMap { range in
            guard range.lowerBound >= 0, range.upperBound <= bytes.count, !range.isEmpty else { return nil }
            return bytes[range]
        }
    }
}

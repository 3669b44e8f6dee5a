import GatewayCore
import MediaCore
import NIOCore

/// The RTP payload format of sound: how it is announced, and how frames become payloads (RFC 3551, RFC 3640).
struct SoundPayload: Hashable {
    /// The RTP payload type: static for G.711, else of the dynamic range beside that of the video.
    let payloadType: UInt8
    /// The value of `a=rtpmap` behind the payload type, such as `PCMU/8000`.
    let mapping: String
    /// The value of `a=fmtp` behind the payload type; empty where there is none.
    let parameters: String
    /// What the payloads carry.
    let format: SoundFormat

    /// The payload format of sound.
    ///
    /// - Parameter dynamic: the payload type where the format has no static one.
    init(_ format: SoundFormat, dynamic: UInt8 = 97) {
        self.format = format
        switch format.codec {
        case .mulaw: (payloadType, mapping, parameters) = (0, "PCMU/\(format.sampleRate)", "")
        case .alaw: (payloadType, mapping, parameters) = (8, "PCMA/\(format.sampleRate)", "")
        case .aac:
            let configuration = format.configuration.map { hexadecimal(UInt32($0), digits: 2) }.joined()
            payloadType = dynamic
            mapping = "MPEG4-GENERIC/\(format.sampleRate)/1"
            parameters =
                "streamtype=5;profile-level-id=\(format.sampleRate > 24_000 ? 41 : 40);mode=AAC-hbr;sizelength=13;"
                + "indexlength=3;indexdeltalength=3;config=\(configuration)"
        }
    }

    /// Whether the marker bit of a packet is set: of G.711, where sound begins after a gap; of AAC, at the end of each frame.
    func marks(isContinuous: Bool) -> Bool { format.codec == .aac || !isContinuous }

    /// Appends a packet with one frame.
    func packetize(_ packet: SoundPacket, into batch: inout RTPBatch.Builder) {
        guard !packet.bytes.isEmpty, packet.bytes.count + 4 <= RTPBatch.payloadLimit else { return }
        batch.append { buffer in
            if format.codec == .aac {
                // One header of 13 bits of size and 3 of index, and before it the length of all headers in bits.
                buffer.writeInteger(UInt16(16))
                buffer.writeInteger(UInt16(packet.bytes.count) << 3)
            }
            buffer.writeBytes(packet.bytes)
        }
    }

    /// The frames in a payload that came from outside; none where it is not of this format.
    func frames(in payload: ArraySlice<UInt8>) -> [[UInt8]] {
        guard format.codec == .aac else { return payload.isEmpty ? [] : [Array(payload)] }
        guard payload.count > 4 else { return [] }
        let first = payload.startIndex
        let bits = Int(payload[first]) << 8 | Int(payload[first + 1])
        guard bits >= 16, bits % 16 == 0, payload.count >= 2 + bits / 8 else { return [] }
        var place = first + 2 + bits / 8
        var frames: [[UInt8]] = []
        for header in stride(from: first + 2, to: first + 2 + bits / 8, by: 2) {
            let size = (Int(payload[header]) << 8 | Int(payload[header + 1])) >> 3
            // A frame in several packets is longer than this one; nobody sends speech like that.
            guard size > 0, size <= payload.endIndex - place else { return frames }
            frames.append(Array(payload[place..<place + size]))
            place += size
        }
        return frames
    }
}

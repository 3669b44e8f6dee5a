import GatewayCore
import MediaCore
import NIOCore

/// One client's voice on its way to the loudspeaker (ONVIF Streaming Specification, section 5.3).
final class BackChannel {
    /// The option that a client requires to be offered it.
    static let option = "www.onvif.org/ver20/backchannel"
    /// Its number in `trackID=`.
    static let number = 2
    /// The first payload type of formats without a static one.
    private static let firstDynamic: UInt8 = 97

    private let talk: any Talk
    private let payloads: [SoundPayload]
    private var latest: (source: UInt32, sequence: UInt16)?

    /// A voice that has the loudspeaker.
    init(_ talk: any Talk, formats: [SoundFormat]) {
        self.talk = talk
        payloads = BackChannel.payloads(of: formats)
    }

    /// The payload formats that talkers may use.
    static func payloads(of formats: [SoundFormat]) -> [SoundPayload] {
        var dynamic = firstDynamic
        return formats.map { format in
            let payload = SoundPayload(format, dynamic: dynamic)
            if payload.payloadType == dynamic { dynamic += 1 }
            return payload
        }
    }

    /// Takes an RTP packet; what is none, comes again or too late, or is in no known format is not heard.
    ///
    /// - Returns: whether it was a packet of a talker.
    @discardableResult
    func hear(_ buffer: ByteBuffer) -> Bool {
        guard let packet = IncomingPacket(buffer), let payload = payloads.first(where: { $0.payloadType == packet.payloadType })
        else { return false }
        if let latest, latest.source == packet.source {
            let step = Int16(bitPattern: packet.sequence &- latest.sequence)
            guard step > 0 else { return true }
        }
        latest = (packet.source, packet.sequence)
        for frame in payload.frames(in: packet.payload) { talk.say(frame, in: payload.format) }
        return true
    }

    /// Gives the loudspeaker back.
    func end() { talk.end() }
}

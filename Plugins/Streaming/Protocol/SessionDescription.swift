import NIOCore

/// A stream announced in SDP (RFC 4566 and RFC 2326 appendix C).
struct SessionDescription {
    /// The stream's name, such as `stream1`.
    let name: String
    /// Distinguishes this announcement from others of the same origin.
    let id: UInt32
    /// The server's address as the client reached it.
    let address: SocketAddress?
    /// The tracks by their numbers.
    let tracks: [Int: MediaDescription]
    /// What the client may send, where it asked for that; empty otherwise.
    var backChannel: [SoundPayload] = []

    /// The text.
    var text: String {
        let isV6 = address?.protocol == .inet6
        let family = isV6 ? "IP6" : "IP4"
        let origin = address?.ipAddress ?? "127.0.0.1"
        var lines = [
            "v=0", "o=- \(id) 1 IN \(family) \(origin)", "s=\(name)", "c=IN \(family) \(isV6 ? "::" : "0.0.0.0")", "t=0 0",
            "a=tool:camgate", "a=control:*", "a=range:npt=now-",
        ]
        for (number, track) in tracks.sorted(by: { $0.key < $1.key }) {
            lines += [
                "m=\(track.media) 0 RTP/AVP \(track.payloadType)", "b=AS:\(track.bandwidth)",
                "a=rtpmap:\(track.payloadType) \(track.mapping)",
            ]
            if !track.parameters.isEmpty { lines.append("a=fmtp:\(track.payloadType) \(track.parameters)") }
            if let framerate = track.framerate { lines.append("a=framerate:\(framerate)") }
            lines += ["a=recvonly", "a=control:trackID=\(number)"]
        }
        lines += backChannelLines
        return lines.map { $0 + "\r\n" }.joined()
    }

    // What the server takes is `sendonly` to the client that reads this (ONVIF Streaming Specification, section 5.3).
    private var backChannelLines: [String] {
        guard !backChannel.isEmpty else { return [] }
        let types = backChannel.map { "\($0.payloadType)" }.joined(separator: " ")
        var lines = ["m=audio 0 RTP/AVP \(types)"]
        for payload in backChannel {
            lines.append("a=rtpmap:\(payload.payloadType) \(payload.mapping)")
            if !payload.parameters.isEmpty { lines.append("a=fmtp:\(payload.payloadType) \(payload.parameters)") }
        }
        return lines + ["a=sendonly", "a=control:trackID=\(BackChannel.number)"]
    }
}

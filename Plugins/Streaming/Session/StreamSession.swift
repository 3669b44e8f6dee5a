import MediaCore
import NIOCore

/// One client's session (RFC 2326 section 3.4): the tracks it has set up, and whether they play.
final class StreamSession {
    /// A track that was set up.
    struct Part {
        /// The track's number.
        let number: Int
        /// The track.
        let track: any Track
        /// The client's part in it.
        let viewer: Viewer
        /// Interleaved channels in use; empty over UDP.
        let channels: [UInt8]
        /// Where receiver reports come from over UDP.
        let reports: SocketAddress?
    }

    /// A client's voice that was set up, and how it comes.
    struct Voice {
        /// What hears it.
        let channel: BackChannel
        /// Interleaved channels in use; empty over UDP.
        let channels: [UInt8]
        /// Where it comes from over UDP.
        let source: SocketAddress?
        /// Where its reports come from over UDP.
        let reports: SocketAddress?
    }

    /// 32 hex digits that nobody guesses.
    let id: String
    /// What is watched.
    let presentation: Presentation
    /// Whose session it is.
    let user: String
    /// Whether packets are sent.
    private(set) var isPlaying = false
    /// The tracks that were set up, in the order of their numbers.
    private(set) var parts: [Part] = []
    /// The client's voice, if it has been set up.
    var voice: Voice?

    /// A session without tracks.
    init(presentation: Presentation, user: String) {
        self.presentation = presentation
        self.user = user
        id = (0..<4).map { _ in hexadecimal(.random(in: .min ... .max), digits: 8) }.joined()
    }

    /// Interleaved channels of all tracks.
    var channels: [UInt8] { parts.flatMap(\.channels) + (voice?.channels ?? []) }

    /// Interleaved channels of all tracks but one.
    func channels(apartFrom number: Int) -> [UInt8] {
        parts.filter { $0.number != number }.flatMap(\.channels) + (number == BackChannel.number ? [] : voice?.channels ?? [])
    }

    /// Where receiver reports come from over UDP.
    var reportAddresses: [SocketAddress] { (parts.map(\.reports) + [voice?.reports]).compactMap { $0 } }

    /// Takes a track in; one that was set up before gets its new transport.
    func set(_ part: Part) {
        parts.removeAll { $0.number == part.number }
        parts.append(part)
        parts.sort { $0.number < $1.number }
    }

    /// Lets the tracks play from their next key frames on. Sound begins with the picture: nothing is sent before that.
    ///
    /// - Parameter begun: called once, when the first packet is about to be sent, with where each track begins; nil where no
    /// track
    ///   has anything to wait for.
    func play(_ begun: @escaping ([(number: Int, position: TrackPosition)]?) -> Void) {
        isPlaying = true
        let leader = parts.first { $0.track.leads }
        for part in parts where !part.track.leads {
            if leader == nil { part.viewer.begin { _ in } }
            part.track.join(part.viewer)
        }
        guard let leader else { return begun(nil) }
        leader.viewer.begin { [weak self] position in
            guard let self else { return }
            let positions = parts.map { ($0.number, $0.number == leader.number ? position : $0.track.position) }
            begun(positions)
            guard isPlaying else { return }
            for part in parts where !part.track.leads { part.viewer.begin { _ in } }
        }
        leader.track.join(leader.viewer)
    }

    /// Ends playing; the session stays.
    func pause() {
        isPlaying = false
        for part in parts {
            part.viewer.stop()
            part.track.leave(part.viewer)
        }
    }

    /// Ends playing for good and tells the client so on every track that played.
    func end() {
        let wasPlaying = isPlaying
        pause()
        voice?.channel.end()
        voice = nil
        guard wasPlaying else { return }
        for part in parts { part.viewer.output.sendControl(RTCP.goodbye(source: part.track.source)) }
    }
}

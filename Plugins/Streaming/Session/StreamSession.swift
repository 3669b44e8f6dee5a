import MediaCore

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

    /// A session without tracks.
    init(presentation: Presentation, user: String) {
        self.presentation = presentation
        self.user = user
        id = (0..<4).map { _ in hexadecimal(.random(in: .min ... .max), digits: 8) }.joined()
    }

    /// Interleaved channels of all tracks.
    var channels: [UInt8] { parts.flatMap(\.channels) }

    /// Takes a track in; one that was set up before gets its new transport.
    func set(_ part: Part) {
        parts.removeAll { $0.number == part.number }
        parts.append(part)
        parts.sort { $0.number < $1.number }
    }

    /// Lets the tracks play from their next key frames on.
    ///
    /// - Parameter begun: called for each track when its first picture is about to be sent.
    func play(_ begun: @escaping (_ number: Int, TrackPosition) -> Void) {
        isPlaying = true
        for part in parts {
            part.viewer.begin { begun(part.number, $0) }
            part.track.join(part.viewer)
        }
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
        guard wasPlaying else { return }
        for part in parts { part.viewer.output.sendControl(RTCP.goodbye(source: part.track.source)) }
    }
}

import BoardDevices
import GatewayCore
import MediaCore
import NIOCore

// What the methods do, once a request has passed the checks.
extension Connection {
    /// DESCRIBE: the stream's SDP, as soon as its parameter sets are known.
    func describe(_ presentation: Presentation, _ request: RTSPRequest, _ url: StreamURL) {
        presentation.describe { [weak self] tracks in
            guard let self else { return }
            guard let tracks else {
                return refuse(request, .unavailable, "the stream gives no picture that can be described")
            }
            announced = (presentation.stream, tracks.mapValues(\.mapping))
            var description = SessionDescription(
                name: presentation.stream.rawValue, id: presentation.tracks.first?.source ?? 0,
                address: channel.localAddress, tracks: tracks)
            if request.requiredOptions.contains(where: { $0.hasSameBytes(as: BackChannel.option) }) {
                description.backChannel = BackChannel.payloads(of: audience.talkFormats)
            }
            accept(
                request, url, [("Content-Base", url.base), ("Content-Type", "application/sdp")], body: description.text)
        }
    }

    /// SETUP: takes a track into a session, new or old.
    func setup(_ presentation: Presentation, _ request: RTSPRequest, _ url: StreamURL) {
        if let session {
            let isOwn = request.session != nil && session.presentation === presentation
            guard !session.isPlaying, isOwn || request.session == nil else {
                return refuse(request, .wrongState, "the session plays or is one of another stream")
            }
        }
        guard let user = identity?.user ?? session?.user else {
            return refuse(request, .badRequest, "nobody asks")
        }
        // Who names no track knows of one only: the video.
        let number = url.track ?? 0
        let resumed = request.session == nil ? nil : session
        let taken = resumed?.channels(apartFrom: number) ?? []
        guard number == BackChannel.number || isOffered(number, presentation) else {
            return refuse(request, .notFound, "the track is switched off")
        }
        guard let list = request.list("Transport"), let offer = TransportOffer.first(of: list, client: source),
            let way = way(offer, taken: taken)
        else { return refuse(request, .unsupportedTransport, "no transport that the server can use") }
        let session = resumed ?? StreamSession(presentation: presentation, user: user)
        if number == BackChannel.number { return setupVoice(session, way, request, url) }
        let track = presentation.tracks[number]
        let viewer = Viewer(output: way.output, format: format(presentation, number)) { [weak self] in self?.end() }
        session.set(
            StreamSession.Part(number: number, track: track, viewer: viewer, channels: way.channels, reports: way.reports))
        self.session = session
        audience.listen(to: self, session)
        let details = ";ssrc=\(hexadecimal(track.source, digits: 8));mode=\"PLAY\""
        accept(request, url, [("Transport", way.description + details)])
    }

    // What the client was told of a track; one that did not ask is taken to know.
    private func format(_ presentation: Presentation, _ number: Int) -> String {
        if let announced, announced.stream == presentation.stream, let format = announced.formats[number] { return format }
        return presentation.tracks[number].format ?? ""
    }

    // One that was switched off after the client was told of it stays silent.
    private func isOffered(_ number: Int, _ presentation: Presentation) -> Bool {
        let track = presentation.tracks[number]
        return track.leads || !format(presentation, number).isEmpty
    }

    // The client's voice: the loudspeaker is its own from here to the session's end.
    private func setupVoice(_ session: StreamSession, _ way: Way, _ request: RTSPRequest, _ url: StreamURL) {
        session.voice?.channel.end()
        session.voice = nil
        guard let talk = audience.beginTalk() else {
            return refuse(request, .notEnoughBandwidth, "somebody else is heard")
        }
        session.voice = StreamSession.Voice(
            channel: BackChannel(talk, formats: audience.talkFormats), channels: way.channels, source: way.source,
            reports: way.reports)
        self.session = session
        audience.listen(to: self, session)
        accept(request, url, [("Transport", way.description)])
    }

    private struct Way {
        let output: any PacketOutput
        let channels: [UInt8]
        /// Where RTP will come from over UDP, if any does.
        let source: SocketAddress?
        /// Where receiver reports will come from over UDP.
        let reports: SocketAddress?
        let description: String
    }

    private func way(_ offer: TransportOffer, taken: [UInt8]) -> Way? {
        switch offer {
        case .interleaved(let rtp, let rtcp):
            guard !taken.contains(rtp), !taken.contains(rtcp) else { return interleaved(taken: taken) }
            return interleaved(rtp, rtcp)
        case .interleavedAnywhere: return interleaved(taken: taken)
        case .datagrams(let rtp, let rtcp):
            // Datagrams would show to everybody what the connection hides.
            guard !isSecure, let ports = audience.sockets.ports, var address = channel.remoteAddress else { return nil }
            address.port = Int(rtp)
            var reports = address
            reports.port = Int(rtcp)
            return Way(
                output: DatagramOutput(sockets: audience.sockets, rtp: address, rtcp: reports), channels: [],
                source: address, reports: reports,
                description: "RTP/AVP;unicast;client_port=\(rtp)-\(rtcp);server_port=\(ports.rtp)-\(ports.rtcp)")
        }
    }

    private func interleaved(taken: [UInt8]) -> Way? {
        stride(from: UInt8(0), to: 254, by: 2).first { !taken.contains($0) && !taken.contains($0 + 1) }.map {
            interleaved($0, $0 + 1)
        }
    }

    private func interleaved(_ rtp: UInt8, _ rtcp: UInt8) -> Way {
        Way(
            output: InterleavedOutput(connection: channel, rtp: rtp, rtcp: rtcp), channels: [rtp, rtcp], source: nil,
            reports: nil, description: "RTP/AVP/TCP;unicast;interleaved=\(rtp)-\(rtcp)")
    }

    /// PLAY: answered when the first key frame is there, so that RTP-Info tells exactly what comes.
    func play(_ presentation: Presentation, _ request: RTSPRequest, _ url: StreamURL) {
        guard let session = session(request, presentation) else { return }
        let range = (name: "Range", value: "npt=now-")
        if session.isPlaying {
            let positions = session.parts.map { ($0.number, $0.track.position) }
            return accept(request, url, [range, info(url, positions)])
        }
        let leaders = session.parts.filter(\.track.leads)
        guard leaders.allSatisfy({ $0.viewer.format.hasSameBytes(as: $0.track.format ?? "") }) else {
            return refuse(request, .wrongState, "the stream has another codec than was described")
        }
        var isAnswered = false
        let deadline = audience.loop.after(audience.limits.firstPicture) { [weak self] in
            guard let self, !isAnswered else { return }
            isAnswered = true
            accept(request, url, [range])
        }
        session.play { [weak self] positions in
            guard let self, !isAnswered else { return }
            isAnswered = true
            deadline.cancel()
            accept(request, url, [range] + (positions.map { [info(url, $0)] } ?? []))
        }
    }

    private func info(_ url: StreamURL, _ positions: [(number: Int, position: TrackPosition)]) -> (name: String, value: String)
    {
        let entries = positions.map {
            "url=\(url.base)trackID=\($0.number);seq=\($0.position.sequence);rtptime=\($0.position.timestamp)"
        }
        return ("RTP-Info", entries.joined(separator: ","))
    }

    /// PAUSE: nothing is sent until the next PLAY.
    func pause(_ presentation: Presentation, _ request: RTSPRequest, _ url: StreamURL) {
        guard let session = session(request, presentation) else { return }
        guard session.isPlaying else { return refuse(request, .wrongState, "the session does not play") }
        session.pause()
        accept(request, url)
    }

    /// TEARDOWN: the session ends, the connection stays.
    func teardown(_ presentation: Presentation, _ request: RTSPRequest, _ url: StreamURL) {
        guard let session = session(request, presentation) else { return }
        session.end()
        audience.listen(to: self, nil)
        self.session = nil
        accept(request, url)
    }

    // A session named by the request is the connection's own; that was checked before.
    private func session(_ request: RTSPRequest, _ presentation: Presentation) -> StreamSession? {
        guard request.session != nil, let session else {
            refuse(request, .sessionNotFound, "the request names no session")
            return nil
        }
        guard session.presentation === presentation else {
            refuse(request, .wrongState, "the session is one of another stream")
            return nil
        }
        return session
    }
}

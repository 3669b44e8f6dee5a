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
            announced = (presentation.stream, tracks.map(\.mapping))
            let description = SessionDescription(
                name: presentation.stream.rawValue, id: presentation.tracks.first?.source ?? 0,
                address: channel.localAddress, tracks: tracks)
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
        guard url.track != nil || presentation.tracks.count == 1, let user = identity?.user ?? session?.user else {
            return refuse(request, .badRequest, "the URL names no track")
        }
        let number = url.track ?? 0
        let resumed = request.session == nil ? nil : session
        let taken = resumed?.parts.filter { $0.number != number }.flatMap(\.channels) ?? []
        guard let list = request.list("Transport"), let offer = TransportOffer.first(of: list, client: source),
            let way = way(offer, taken: taken)
        else { return refuse(request, .unsupportedTransport, "no transport that the server can use") }
        let session = resumed ?? StreamSession(presentation: presentation, user: user)
        let track = presentation.tracks[number]
        let viewer = Viewer(output: way.output, format: format(presentation, number)) { [weak self] in self?.end() }
        session.set(StreamSession.Part(number: number, track: track, viewer: viewer, channels: way.channels))
        self.session = session
        audience.listen(to: self, at: way.reports)
        let details = ";ssrc=\(hexadecimal(track.source, digits: 8));mode=\"PLAY\""
        accept(request, url, [("Transport", way.description + details)])
    }

    // What the client was told of a track; one that did not ask is taken to know.
    private func format(_ presentation: Presentation, _ number: Int) -> String {
        if let announced, announced.stream == presentation.stream, announced.formats.indices.contains(number) {
            return announced.formats[number]
        }
        return presentation.tracks[number].format ?? ""
    }

    private struct Way {
        let output: any PacketOutput
        let channels: [UInt8]
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
                reports: reports,
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
            output: InterleavedOutput(connection: channel, rtp: rtp, rtcp: rtcp), channels: [rtp, rtcp], reports: nil,
            description: "RTP/AVP/TCP;unicast;interleaved=\(rtp)-\(rtcp)")
    }

    /// PLAY: answered when the first key frame is there, so that RTP-Info tells exactly what comes.
    func play(_ presentation: Presentation, _ request: RTSPRequest, _ url: StreamURL) {
        guard let session = session(request, presentation) else { return }
        let range = (name: "Range", value: "npt=now-")
        if session.isPlaying {
            let positions = session.parts.map { ($0.number, $0.track.position) }
            return accept(request, url, [range, info(url, positions)])
        }
        guard session.parts.allSatisfy({ $0.viewer.format.hasSameBytes(as: $0.track.format ?? "") }) else {
            return refuse(request, .wrongState, "the stream has another codec than was described")
        }
        var positions: [(Int, TrackPosition)] = []
        var isAnswered = false
        let deadline = audience.loop.after(audience.limits.firstPicture) { [weak self] in
            guard let self, !isAnswered else { return }
            isAnswered = true
            accept(request, url, [range])
        }
        session.play { [weak self] number, position in
            positions.append((number, position))
            guard let self, !isAnswered, positions.count == session.parts.count else { return }
            isAnswered = true
            deadline.cancel()
            accept(request, url, [range, info(url, positions)])
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
        audience.listen(to: self, at: nil)
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

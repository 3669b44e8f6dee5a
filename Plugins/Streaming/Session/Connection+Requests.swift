import GatewayCore
import MediaCore
import NIOCore

// The checks that every request goes through, in this order: method, CSeq, Require, who asks, path, session.
extension Connection {
    /// Answers a request, at once or later.
    func answer(_ request: RTSPRequest) {
        let url = StreamURL(request.url)
        guard let method = RTSPMethod(name: request.method) else {
            return refuse(request, .notImplemented, "unknown method", [("Public", RTSPMethod.list)])
        }
        guard request.sequence != nil else { return refuse(request, .badRequest, "CSeq is missing or no number") }
        let unknown = request.requiredOptions.filter {
            !$0.hasSameBytes(as: BackChannel.option) || audience.talkFormats.isEmpty
        }
        guard unknown.isEmpty else {
            let options = unknown.joined(separator: ", ")
            return refuse(request, .unsupportedOption, "required option is not known", [("Unsupported", options)])
        }
        if let id = request.session, session?.id.hasSameBytes(as: id) != true {
            return refuse(request, .sessionNotFound, "the connection has no such session")
        }
        if method == .options { return accept(request, url, [("Public", RTSPMethod.list)]) }
        // Whoever holds a session has shown who it is; the uid it came with may have expired since.
        if request.session != nil { return perform(method, request, url) }
        authenticate(request, url) { [self] in perform(method, request, url) }
    }

    private func perform(_ method: RTSPMethod, _ request: RTSPRequest, _ url: StreamURL?) {
        if method == .getParameter || method == .setParameter {
            // No parameter is known; without any, the request is a sign of life.
            guard request.bodySize == 0 else {
                return refuse(request, .parameterNotUnderstood, "parameters are not known")
            }
            return accept(request, url)
        }
        guard let url else { return refuse(request, .badRequest, "the URL is not an rtsp URL") }
        guard let stream = url.stream, let presentation = audience.presentation(of: stream),
            url.track.map({ has($0, presentation) }) ?? true
        else { return refuse(request, .notFound, "no such stream or track") }
        switch method {
        case .describe: describe(presentation, request, url)
        case .setup: setup(presentation, request, url)
        case .play: play(presentation, request, url)
        case .pause: pause(presentation, request, url)
        case .teardown: teardown(presentation, request, url)
        case .options, .getParameter, .setParameter: accept(request, url)
        }
    }

    private func has(_ number: Int, _ presentation: Presentation) -> Bool {
        if number == BackChannel.number { return !audience.talkFormats.isEmpty }
        return presentation.tracks.indices.contains(number)
    }

    // MARK: Who asks

    private func authenticate(_ request: RTSPRequest, _ url: StreamURL?, _ done: @escaping () -> Void) {
        let authenticator = audience.authenticator
        let credentials = authenticator.credentials(of: request, url)
        // A client need not repeat on a connection what it has shown there, while it still holds.
        if case .none = credentials, let identity, authenticator.holds(identity, source: source) { return done() }
        let verdict = authenticator.recognise(credentials, source: source)
        guard case .undecided = verdict else { return judge(verdict, request, url, done) }
        let entrance = audience.loop.entrance
        let source = source
        let next = NIOLoopBound<(Verdict) -> Void>(
            { [self] in judge($0, request, url, done) }, eventLoop: entrance.loop)
        Task {
            let verdict = await authenticator.verify(credentials, source: source)
            entrance.execute { next.value(verdict) }
        }
    }

    private func judge(_ verdict: Verdict, _ request: RTSPRequest, _ url: StreamURL?, _ done: () -> Void) {
        switch verdict {
        case .accepted(let found):
            identity = found
            // A user excluded while the password was checked was looked for before this connection had its name.
            guard audience.authenticator.holds(found, source: source) else {
                identity = nil
                return unauthorized(request, url, "the user was excluded")
            }
            done()
        case .refused(let problem): unauthorized(request, url, problem)
        case .stale: unauthorized(request, url, UserAuthenticator.challenge, isStale: true)
        case .undecided, .busy: refuse(request, .unavailable, "too many logins are waiting")
        }
    }

    private func unauthorized(_ request: RTSPRequest, _ url: StreamURL?, _ problem: String, isStale: Bool = false) {
        let challenges = audience.authenticator.challenges(source: source, isStale: isStale)
        refuse(request, .unauthorized, problem, challenges.map { ("WWW-Authenticate", $0) })
    }

    // MARK: Answers

    /// Answers 200 and restarts the 60 s of the CGI session that the request named.
    func accept(
        _ request: RTSPRequest, _ url: StreamURL?, _ fields: [(name: String, value: String)] = [], body: String = ""
    ) {
        let authenticator = audience.authenticator
        authenticator.succeeded(authenticator.credentials(of: request, url))
        var fields = fields
        if let session { fields.append(("Session", "\(session.id);timeout=\(Int(audience.limits.silence.seconds))")) }
        var response = RTSPResponse(.ok, fields)
        response.body = body
        reply(response, to: request)
    }

    /// Answers with a status that says no, and logs why.
    func refuse(
        _ request: RTSPRequest, _ status: RTSPStatus, _ problem: String, _ fields: [(name: String, value: String)] = []
    ) {
        log(request.method, StreamURL(request.url)?.path ?? "", status, problem)
        reply(RTSPResponse(status, fields), to: request)
    }
}

import GatewayCore

/// Who a client turned out to be.
struct Identity: Sendable {
    /// The user's name.
    let user: String
    /// How the client showed it, to be looked at again.
    let proof: Credentials
}

/// What a request carries to show who asks.
enum Credentials: Sendable {
    case none
    case basic(UserName, Password)
    case uid(String)
    case digest(DigestProof)
    /// An `Authorization` that cannot be right.
    case unusable
}

/// What became of credentials.
enum Verdict: Sendable {
    case accepted(Identity)
    case refused(String)
    /// The nonce is too old; another one is needed.
    case stale
    /// It takes a hash to know: ask ``Authenticator/verify(_:source:)``.
    case undecided
    /// Too many logins are waiting.
    case busy
}

/// Finds out who a client is.
protocol Authenticator: Sendable {
    /// Values of `WWW-Authenticate` for a client.
    ///
    /// - Parameter isStale: whether it was right but for an old nonce.
    func challenges(source: String, isStale: Bool) -> [String]

    /// What a request carries.
    func credentials(of request: RTSPRequest, _ url: StreamURL?) -> Credentials

    /// Whether an identity that was accepted once still holds.
    func holds(_ identity: Identity, source: String) -> Bool

    /// Judges credentials at once, without hashing a password.
    func recognise(_ credentials: Credentials, source: String) -> Verdict

    /// Judges credentials; may take seconds where guessing is slowed down.
    func verify(_ credentials: Credentials, source: String) async -> Verdict

    /// Notes that a request with these credentials succeeded.
    func succeeded(_ credentials: Credentials)
}

/// The gateway's users by HTTP Basic, by Digest where a user has it, or by the `uid` of a CGI session. Every privilege may watch.
struct UserAuthenticator: Authenticator {
    /// What is wrong with a request that only wants to be told how to log in.
    static let challenge = "no credentials"

    private let access: Access

    /// Asks the gateway's users.
    init(access: Access) {
        self.access = access
    }

    func challenges(source: String, isStale: Bool) -> [String] {
        access.digestChallenges(source: source, isStale: isStale) + ["Basic realm=\"camgate\", charset=\"UTF-8\""]
    }

    func credentials(of request: RTSPRequest, _ url: StreamURL?) -> Credentials {
        if let authorization = request.field("Authorization") {
            if let proof = DigestProof(authorization: authorization, method: request.method) {
                // Clients write the same URL with or without its track and credentials; another stream's is a stolen proof.
                return StreamURL(proof.uri)?.stream == url?.stream ? .digest(proof) : .unusable
            }
            guard let (name, password) = BasicCredentials.parse(authorization) else { return .unusable }
            return .basic(name, password)
        }
        return url?.uid.map { .uid($0) } ?? .none
    }

    func recognise(_ credentials: Credentials, source: String) -> Verdict {
        switch credentials {
        case .none: return .refused(UserAuthenticator.challenge)
        case .unusable: return .refused("credentials of an unknown kind")
        case .digest(let proof):
            guard case .accepted(let caller) = access.verdict(on: proof, source: source) else { return .undecided }
            return .accepted(Identity(user: caller.user, proof: credentials))
        case .uid(let uid):
            guard let caller = access.caller(uid: uid) else { return .refused("the uid is unknown or has expired") }
            return .accepted(Identity(user: caller.user, proof: credentials))
        case .basic(let name, let password):
            guard let caller = access.recentLogin(name, password, source: source) else { return .undecided }
            return .accepted(Identity(user: caller.user, proof: credentials))
        }
    }

    func verify(_ credentials: Credentials, source: String) async -> Verdict {
        if case .digest(let proof) = credentials { return await verify(proof, source: source) }
        guard case .basic(let name, let password) = credentials else { return recognise(credentials, source: source) }
        do throws(Fault) {
            guard let caller = try await access.login(name, password, source: source) else {
                return .refused("wrong user or password")
            }
            return .accepted(Identity(user: caller.user, proof: credentials))
        } catch {
            return .busy
        }
    }

    func holds(_ identity: Identity, source: String) -> Bool {
        if case .digest(let proof) = identity.proof { return access.stillHolds(proof) != nil }
        if case .accepted = recognise(identity.proof, source: source) { return true }
        return false
    }

    private func verify(_ proof: DigestProof, source: String) async -> Verdict {
        switch access.verdict(on: proof, source: source) {
        case .accepted(let caller): return .accepted(Identity(user: caller.user, proof: .digest(proof)))
        case .stale: return .stale
        case .refused:
            await access.digestFailed(proof, source: source)
            return .refused("wrong digest")
        }
    }

    func succeeded(_ credentials: Credentials) {
        if case .uid(let uid) = credentials { access.requestSucceeded(uid: uid) }
    }
}

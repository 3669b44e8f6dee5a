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
    /// An `Authorization` that cannot be right.
    case unusable
}

/// What became of credentials.
enum Verdict: Sendable {
    case accepted(Identity)
    case refused(String)
    /// It takes a hash to know: ask ``Authenticator/verify(_:source:)``.
    case undecided
    /// Too many logins are waiting.
    case busy
}

/// Finds out who a client is. Digest, when it comes, is another one of these.
protocol Authenticator: Sendable {
    /// Values of `WWW-Authenticate`.
    var challenges: [String] { get }

    /// What a request carries.
    func credentials(of request: RTSPRequest, _ url: StreamURL?) -> Credentials

    /// Judges credentials at once, without hashing; also whether an identity still holds.
    func recognise(_ credentials: Credentials, source: String) -> Verdict

    /// Judges credentials; may take seconds where guessing is slowed down.
    func verify(_ credentials: Credentials, source: String) async -> Verdict

    /// Notes that a request with these credentials succeeded.
    func succeeded(_ credentials: Credentials)
}

/// The gateway's users by HTTP Basic, or by the `uid` of a CGI session. Every privilege may watch.
struct UserAuthenticator: Authenticator {
    /// What is wrong with a request that only wants to be told how to log in.
    static let challenge = "no credentials"

    let challenges = ["Basic realm=\"camgate\", charset=\"UTF-8\""]

    private let access: Access

    /// Asks the gateway's users.
    init(access: Access) {
        self.access = access
    }

    func credentials(of request: RTSPRequest, _ url: StreamURL?) -> Credentials {
        if let authorization = request.field("Authorization") {
            guard let (name, password) = BasicCredentials.parse(authorization) else { return .unusable }
            return .basic(name, password)
        }
        return url?.uid.map { .uid($0) } ?? .none
    }

    func recognise(_ credentials: Credentials, source: String) -> Verdict {
        switch credentials {
        case .none: return .refused(UserAuthenticator.challenge)
        case .unusable: return .refused("credentials of an unknown kind")
        case .uid(let uid):
            guard let caller = access.caller(uid: uid) else { return .refused("the uid is unknown or has expired") }
            return .accepted(Identity(user: caller.user, proof: credentials))
        case .basic(let name, let password):
            guard let caller = access.recentLogin(name, password, source: source) else { return .undecided }
            return .accepted(Identity(user: caller.user, proof: credentials))
        }
    }

    func verify(_ credentials: Credentials, source: String) async -> Verdict {
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

    func succeeded(_ credentials: Credentials) {
        if case .uid(let uid) = credentials { access.requestSucceeded(uid: uid) }
    }
}

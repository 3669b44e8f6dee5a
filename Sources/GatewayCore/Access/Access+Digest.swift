import MediaCore
import Synchronization

/// What became of a Digest proof.
public enum DigestVerdict: Sendable {
    /// The user knows the password.
    case accepted(Caller)
    /// The proof may be right, but its nonce is too old: the client gets a new one.
    case stale
    /// It is wrong, or the user does not use Digest.
    case refused
}

extension Access {
    /// Whether any user may log in by Digest; while none may, it is not offered, because clients that see it try nothing else.
    public var offersDigest: Bool {
        users.withLock { $0.values.contains { $0.enabled && $0.digest != nil } }
    }

    /// Whether a user may log in by Digest.
    public func usesDigest(_ name: UserName) -> Bool {
        users.withLock { $0[name]?.digest != nil }
    }

    /// The values of `WWW-Authenticate` that offer Digest to a client, the stronger first; none while no user uses it.
    public func digestChallenges(source: String, isStale: Bool = false) -> [String] {
        guard offersDigest else { return [] }
        let nonce = nonces.nonce(at: clock.now, source: source)
        let common = "Digest realm=\"\(DigestSecret.realm)\", nonce=\"\(nonce)\"" + (isStale ? ", stale=TRUE" : "")
        // Clients that only know the oldest form must not meet a qop in it.
        return ["\(common), algorithm=SHA-256, qop=\"auth\"", "\(common), algorithm=MD5"]
    }

    /// Judges a proof.
    public func verdict(on proof: DigestProof, source: String) -> DigestVerdict {
        guard let age = nonces.age(of: proof.nonce, at: clock.now, source: source) else { return .stale }
        guard age <= DigestNonces.lifetime else { return .stale }
        return isRight(proof) ? caller(of: proof).map { .accepted($0) } ?? .refused : .refused
    }

    /// Whether a proof that was accepted would still be right but for its age: the user is there, enabled, with the same password.
    public func stillHolds(_ proof: DigestProof) -> Caller? {
        isRight(proof) ? caller(of: proof) : nil
    }

    /// Notes a wrong proof as a failed login, and waits where guessing is slowed down.
    public func digestFailed(_ proof: DigestProof, source: String) async {
        await hold(proof.user, source, "wrong digest")
    }

    /// Lets a user log in by Digest from now on.
    ///
    /// - Parameter password: the user's password; it is checked.
    /// - Returns: false if it is not.
    public func useDigest(_ name: UserName, password: Password, source: String) async throws -> Bool {
        guard try await login(name, password, source: source) != nil else { return false }
        try await setDigest(name, DigestSecret(name, password))
        return true
    }

    /// Lets a user log in by Digest no more, and forgets what it took.
    public func endDigest(_ name: UserName) async throws {
        try await setDigest(name, nil)
    }

    private func setDigest(_ name: UserName, _ secret: DigestSecret?) async throws {
        await turn.begin()
        defer { turn.end() }
        guard var account = users.withLock({ $0[name] }) else { throw UserChangeFailure.unknown }
        account.digest = try secret?.sealed(of: name, with: deviceKey)
        try await put(name, account)
    }

    private func caller(of proof: DigestProof) -> Caller? {
        users.withLock { $0[proof.user] }.flatMap { account in
            account.enabled ? Caller(user: proof.user.text, privilege: account.privilege) : nil
        }
    }

    private func isRight(_ proof: DigestProof) -> Bool {
        let account = users.withLock { $0[proof.user] }
        guard let sealed = account?.digest, account?.enabled == true,
            let secret = DigestSecret(sealed: sealed, of: proof.user, with: deviceKey)
        else { return false }
        let right = Array(secret.response(to: proof).utf8)
        let given = Array(proof.response.utf8)
        guard right.count == given.count else { return false }
        // Every byte is looked at, so that the time tells nothing.
        return zip(right, given).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

public import Logging
public import MediaCore
import Synchronization

/// Who may do what: users, passwords and living sessions (CGI sections 3.1 and 3.18).
///
/// One lives as long as the process; every adapter (HTTP, RTSP) asks the same one.
public final class Access: Sendable {
    /// Tells which user's rights ended: deleted, disabled, or a new password.
    public let ended = Feed<AccessEnd>()

    let users: Mutex<[UserName: Account]>
    let sessions: Sessions
    let store: any Store
    let hashing: PasswordHashing
    let turn = Turn()
    let logger: Logger
    let clock: any MonotonicClock
    let deviceKey: DeviceKey
    let nonces = DigestNonces()

    private let verified: VerifiedLogins
    private let throttle: LoginThrottle
    private let decoy: PasswordHash

    /// Users from the store; an empty store gets the first administrator.
    ///
    /// - Parameters:
    ///   - store: where users live.
    ///   - administrator: the factory user.
    ///   - cost: how much work a hash is.
    ///   - deviceKey: seals what Digest needs; what was sealed with another key is of no use.
    ///   - clock: monotonic time for sessions and throttling.
    ///   - logger: one line for each refused login.
    public init(
        store: any Store, administrator: FactoryUser, cost: PasswordCost = .standard, deviceKey: DeviceKey = DeviceKey(),
        clock: any MonotonicClock,
        logger: Logger
    ) {
        self.store = store
        self.clock = clock
        self.logger = logger
        self.deviceKey = deviceKey
        sessions = Sessions(clock: clock)
        verified = VerifiedLogins(clock: clock)
        throttle = LoginThrottle(clock: clock)
        hashing = PasswordHashing(cost: cost)
        decoy = PasswordHash(rounds: cost.rounds, salt: Array(repeating: 0, count: 16), key: Array(repeating: 0, count: 32))
        var loaded: [UserName: Account] = [:]
        for (key, stored) in store.values(in: Access.scope) {
            guard let account = try? Account(stored: stored), let name = UserName(account.name) else {
                logger.error("stored user cannot be read and is ignored", metadata: ["user": "\(key)"])
                continue
            }
            loaded[name] = account
        }
        if loaded.isEmpty {
            loaded[administrator.name] = Account(
                ordinal: 0, name: administrator.name.text, privilege: .administrator, enabled: true, hash: nil)
        }
        users = Mutex(loaded)
        firstPassword = administrator.password
    }

    static let scope = "users"

    /// A user's name in the store: all ASCII, because two spellings of a letter are one key of a dictionary but two users.
    static func key(of name: UserName) -> String {
        name.text.utf8.map { $0 < 0x80 ? String(UnicodeScalar($0)) : "%" + String($0, radix: 16) }.joined()
    }

    /// The factory administrator's password, valid until its hash is stored.
    let firstPassword: Password

    /// Hashes and stores the factory administrator where that has not been done yet; logins wait for it.
    public func prepare() async {
        await turn.begin()
        defer { turn.end() }
        let missing = users.withLock { $0.filter { $0.value.hash == nil } }
        for (name, account) in missing {
            do {
                var account = account
                account.hash = try await hashing.hash(firstPassword)
                try await store.write(Access.scope, [Access.key(of: name): try account.stored])
                let hashed = account
                users.withLock { $0[name] = hashed }
            } catch {
                logger.error("the first administrator cannot be stored", metadata: ["problem": "\(error)"])
            }
        }
    }

    /// Checks a user and password without hashing, which succeeds only for a pair that was verified lately.
    public func recentLogin(_ name: UserName, _ password: Password, source: String) -> Caller? {
        guard let account = users.withLock({ $0[name] }), account.enabled, let hash = account.hash,
            verified.contains(name, password, hash)
        else { return nil }
        throttle.succeeded(from: source)
        return Caller(user: name.text, privilege: account.privilege)
    }

    /// Checks a user and password.
    ///
    /// Unknown users, wrong passwords and disabled users take the same time; from the sixth failure of a source within a minute the
    /// answer comes 1 to 4 s late.
    ///
    /// - Returns: the user, or nil if the login failed.
    /// - Throws: `busy` if too many logins are waiting.
    public func login(_ name: UserName, _ password: Password, source: String) async throws(Fault) -> Caller? {
        if let caller = recentLogin(name, password, source: source) { return caller }
        if let account = users.withLock({ $0[name] }), account.hash == nil { await prepare() }
        let account = users.withLock { $0[name] }
        let matches: Bool
        do {
            matches = try await hashing.matches(account?.hash ?? decoy, password)
        } catch {
            throw Fault(Fault.busy.reason, status: 503, cause: "login from \(source): \(error)")
        }
        // The account is read again: it may have been deleted, disabled or changed while the hash was made.
        if matches, let hash = account?.hash, let now = users.withLock({ $0[name] }), now.hash == hash, now.enabled {
            verified.insert(name, password, hash)
            throttle.succeeded(from: source)
            return Caller(user: name.text, privilege: now.privilege)
        }
        let reason = account == nil ? "unknown user" : account?.enabled == false ? "disabled user" : "wrong password"
        await hold(name, source, reason)
        return nil
    }

    /// Notes a failed login; from the sixth of a source within a minute on, it takes 1 to 4 s.
    func hold(_ name: UserName, _ source: String, _ reason: String) async {
        let delay = throttle.failed(from: source)
        logger.notice(
            "login refused",
            metadata: ["user": "\(name)", "source": "\(source)", "reason": "\(reason)", "held": "\(delay)"])
        guard delay > .zero else { return }
        await withCheckedContinuation { continuation in
            _ = clock.schedule(after: delay) { continuation.resume() }
        }
    }

    /// Opens a session for a user who has just logged in; returns the uid.
    public func openSession(for caller: Caller) -> String? {
        UserName(caller.user).map { sessions.open(for: $0) }
    }

    /// The user behind a uid with the privilege that it has now, or nil if the uid has ended.
    public func caller(uid: String) -> Caller? {
        guard let user = sessions.user(of: uid) else { return nil }
        return users.withLock { users in
            guard let account = users[user], account.enabled else { return nil }
            return Caller(user: user.text, privilege: account.privilege)
        }
    }

    /// Restarts the 60 s of a uid; to be called after a request with it succeeded.
    public func requestSucceeded(uid: String) {
        sessions.touch(uid)
    }

    /// When the user's last successful request with a uid was, or nil if there is none.
    public func lastRequest(of user: String) -> MonotonicInstant? {
        UserName(user).flatMap { sessions.lastUse(by: $0) }
    }
}

/// The user that a new device has.
public struct FactoryUser: Sendable {
    /// The name.
    public let name: UserName
    /// The password.
    public let password: Password

    /// A first administrator.
    public init(name: UserName, password: Password) {
        self.name = name
        self.password = password
    }
}

/// A user whose uids have ended.
public struct AccessEnd: Sendable {
    /// The user's name.
    public let user: String
    /// Whether the user may not even go on watching: deleted or disabled.
    public let isExclusion: Bool
}

import MediaCore
import Synchronization

/// A user as `get_user` shows it.
public struct UserEntry: Sendable, Hashable {
    public let name: String
    public let privilege: Privilege
    public let enabled: Bool
}

/// Why users could not be changed.
public enum UserChangeFailure: Error, Sendable {
    /// There is a user of that name already.
    case exists
    /// There is no user of that name.
    case unknown
    /// The change would leave nobody who can administer the device.
    case lastAdministrator
    /// The change could not be stored.
    case storage(any Error)
}

extension Access {
    /// All users in the order of their creation.
    public var userList: [UserEntry] {
        users.withLock { $0.values.sorted { $0.ordinal < $1.ordinal } }.map {
            UserEntry(name: $0.name, privilege: $0.privilege, enabled: $0.enabled)
        }
    }

    /// Whether there is a user of that name.
    public func hasUser(_ name: UserName) -> Bool {
        users.withLock { $0[name] != nil }
    }

    /// Adds a user.
    public func addUser(
        _ name: UserName, password: Password, privilege: Privilege, enabled: Bool
    ) async throws(UserChangeFailure) {
        await turn.begin()
        defer { turn.end() }
        guard !hasUser(name) else { throw .exists }
        let hash = try await hashed(password)
        let ordinal = users.withLock { ($0.values.map(\.ordinal).max() ?? -1) + 1 }
        try await put(
            name,
            Account(ordinal: ordinal, name: name.text, privilege: privilege, enabled: enabled, hash: hash))
    }

    /// Changes what is given of a user. A new password or a disabling ends the user's uids.
    public func editUser(
        _ name: UserName, password: Password?, privilege: Privilege?, enabled: Bool?
    ) async throws(UserChangeFailure) {
        await turn.begin()
        defer { turn.end() }
        guard var account = users.withLock({ $0[name] }) else { throw .unknown }
        if let privilege { account.privilege = privilege }
        if let enabled { account.enabled = enabled }
        if !(account.enabled && account.privilege == .administrator), isLastAdministrator(name) {
            throw .lastAdministrator
        }
        if let password {
            account.hash = try await hashed(password)
            if account.digest != nil { account.digest = try? DigestSecret(name, password).sealed(of: name, with: deviceKey) }
        }
        try await put(name, account)
        if password != nil || !account.enabled { end(name, isExclusion: !account.enabled) }
    }

    /// Deletes a user and ends its uids.
    public func deleteUser(_ name: UserName) async throws(UserChangeFailure) {
        await turn.begin()
        defer { turn.end() }
        guard hasUser(name) else { throw .unknown }
        guard !isLastAdministrator(name) else { throw .lastAdministrator }
        try await put(name, nil)
        end(name, isExclusion: true)
    }

    private func isLastAdministrator(_ name: UserName) -> Bool {
        let administrators = users.withLock { users in
            users.filter { $0.value.enabled && $0.value.privilege == .administrator }.map(\.key)
        }
        return administrators == [name]
    }

    private func hashed(_ password: Password) async throws(UserChangeFailure) -> PasswordHash {
        do {
            return try await hashing.hash(password)
        } catch {
            throw .storage(error)
        }
    }

    /// Stores a user, or removes it.
    func put(_ name: UserName, _ account: Account?) async throws(UserChangeFailure) {
        do {
            try await store.write(Access.scope, [Access.key(of: name): account.map { try $0.stored } ?? nil])
        } catch {
            throw .storage(error)
        }
        users.withLock { $0[name] = account }
    }

    private func end(_ name: UserName, isExclusion: Bool) {
        sessions.end(of: name)
        ended.publish(AccessEnd(user: name.text, isExclusion: isExclusion))
    }
}

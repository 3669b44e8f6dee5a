import FoundationEssentials

/// A user as it is stored.
struct Account: Sendable, Hashable, Codable {
    /// Position in the order of creation.
    var ordinal: Int
    /// The name.
    var name: String
    /// What the user may do.
    var privilege: Privilege
    /// Whether the user may log in.
    var enabled: Bool
    /// The password's hash, or nil while the factory password is being hashed.
    var hash: PasswordHash?
    /// What Digest needs, sealed with the device's key; nil for users who do not use it.
    var digest: [UInt8]?

    /// As the store holds it.
    var stored: String {
        get throws {
            String(decoding: try JSONEncoder().encode(self), as: UTF8.self)
        }
    }

    /// The user that a stored text means.
    init(stored: String) throws {
        self = try JSONDecoder().decode(Account.self, from: Data(stored.utf8))
    }

    init(ordinal: Int, name: String, privilege: Privilege, enabled: Bool, hash: PasswordHash?) {
        self.ordinal = ordinal
        self.name = name
        self.privilege = privilege
        self.enabled = enabled
        self.hash = hash
    }
}

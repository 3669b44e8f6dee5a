/// A request on its way to an interface, after every check that is the same for all of them.
public struct Request: Sendable {
    /// The parameters.
    public let query: Query
    /// Who asks; nil on interfaces that anyone may call.
    public let caller: Caller?
    /// Where the request comes from: an address, or the name of a local socket. For throttling and logs.
    public let source: String

    /// A request.
    public init(query: Query, caller: Caller?, source: String) {
        self.query = query
        self.caller = caller
        self.source = source
    }
}

/// An authenticated user behind a request.
public struct Caller: Sendable, Hashable {
    /// The user's name.
    public let user: String
    /// What the user may do now.
    public let privilege: Privilege

    /// A user with a privilege.
    public init(user: String, privilege: Privilege) {
        self.user = user
        self.privilege = privilege
    }
}

/// What a user may do (CGI section 3.18).
public enum Privilege: String, Sendable, Hashable, CaseIterable, Codable, Comparable {
    /// Queries only.
    case user = "User"
    /// Everything.
    case administrator = "Administrator"
    /// Everything but user management.
    case `operator` = "Operator"

    private var rank: Int {
        switch self {
        case .user: 0
        case .operator: 1
        case .administrator: 2
        }
    }

    public static func < (left: Privilege, right: Privilege) -> Bool { left.rank < right.rank }
}

import GatewayCore

/// The interface `user_management` (CGI section 3.18 and its ruling): what it takes and how it answers.
struct UserManagement: Sendable {
    /// What is to be done.
    enum Action: String, Sendable {
        case add, delete, edit
        case list = "get_user"
    }

    /// Whether a user may log in, as the wire has it.
    enum Enabling: String, Sendable, CaseIterable {
        case enable = "Enable"
        case disable = "Disable"
    }

    static let action = Parameter<Action>(
        "action", .special("add, delete, edit, get_user", fault: "action: add or edit or delete"), "what to do",
        parse: { Action(rawValue: $0) }, format: { $0.rawValue })
    static let name = Parameter<UserName>(
        "name", .special("1 to 40 bytes of letters and digits", fault: "error username"), "the user concerned",
        parse: { UserName($0) }, format: { $0.text })
    static let newPassword = Parameter<Password>(
        "newpasswd", .text("1 to 64 bytes without control characters"), "the password to set", parse: { Password($0) },
        format: { _ in "" })
    static let privilege = Parameter<Privilege>.option("privilege", "what the user may do")
    static let enable = Parameter<Enabling>.option("enable", "whether the user may log in")
    static let parameters = [
        action.description, name.description, newPassword.description, privilege.description, enable.description,
    ]

    static let notAdministrator = Fault("Non-administrators cannot edit users")
    static let duplicated = Fault("error username duplicated")
    static let noneToEdit = Fault("username none exist to edit")
    static let incomplete = Fault("The parameters must Correct include name,newpasswd,privilege,enable")
    static let lastAdministrator = Fault("last administrator")
    static let faults = [notAdministrator, duplicated, noneToEdit, incomplete, lastAdministrator].map(\.reason)

    let access: Access

    /// Does what a request asks for.
    func change(_ query: Query) async throws(Fault) -> Reply {
        switch try Self.action.required(in: query) {
        case .list: return list
        case .add: try await add(query)
        case .delete: try await delete(query)
        case .edit: try await edit(query)
        }
        return Reply("user_management", "OK")
    }

    /// All users, without passwords.
    var list: Reply {
        let users = access.userList.map { user in
            XMLElement(
                "user",
                attributes: [
                    ("name", user.name), ("privilege", user.privilege.rawValue),
                    ("enable", (user.enabled ? Enabling.enable : .disable).rawValue),
                ])
        }
        return Reply(XMLElement("user_management", children: users))
    }

    private func add(_ query: Query) async throws(Fault) {
        let needed = [Self.name.name, Self.newPassword.name, Self.privilege.name, Self.enable.name]
        guard needed.allSatisfy(query.has) else { throw Self.incomplete }
        let name = try Self.name.required(in: query)
        guard !access.hasUser(name) else { throw Self.duplicated }
        let password = try Self.newPassword.required(in: query)
        let privilege = try Self.privilege.required(in: query)
        let enabled = try Self.enable.required(in: query) == .enable
        try await change { () async throws(UserChangeFailure) in
            try await access.addUser(name, password: password, privilege: privilege, enabled: enabled)
        }
    }

    private func delete(_ query: Query) async throws(Fault) {
        let name = try Self.name.required(in: query)
        guard access.hasUser(name) else { throw Self.name.fault }
        try await change { () async throws(UserChangeFailure) in try await access.deleteUser(name) }
    }

    private func edit(_ query: Query) async throws(Fault) {
        guard query.has(Self.name.name) else { throw Self.noneToEdit }
        let changes = [Self.newPassword.name, Self.privilege.name, Self.enable.name]
        guard changes.contains(where: query.has) else { throw .parameters }
        guard let name = try? Self.name.value(in: query), access.hasUser(name) else { throw Self.noneToEdit }
        let password = try Self.newPassword.value(in: query)
        let privilege = try Self.privilege.value(in: query)
        let enabled = try Self.enable.value(in: query).map { $0 == .enable }
        try await change { () async throws(UserChangeFailure) in
            try await access.editUser(name, password: password, privilege: privilege, enabled: enabled)
        }
    }

    private func change(_ work: () async throws(UserChangeFailure) -> Void) async throws(Fault) {
        do {
            try await work()
        } catch {
            switch error {
            case .exists: throw Self.duplicated
            case .unknown: throw Self.name.fault
            case .lastAdministrator: throw Self.lastAdministrator
            case .storage(let problem): throw .storage(problem)
            }
        }
    }
}

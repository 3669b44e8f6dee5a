public import GatewayCore

/// The module of logins, sessions and user management (CGI sections 3.1, 3.2 and 3.18).
public final class Users: Plugin {
    public static let name = "Users"
    public static let summary = "logins, sessions and user management"

    public static let furtherPaths = ["/cgi-bin/digest_access"]

    private let access: Access

    public init(_ context: PluginContext) {
        access = context.access
    }

    public var interfaces: [Interface] { [getuid, keepAlive, userManagement, digestAccess] }

    private var getuid: Interface {
        let access = access
        var interface = Interface.action(
            "/cgi-bin/getuid", section: "3.1", summary: "logs in and gives a uid",
            parameters: LoginParameters.descriptions
        ) { request throws(Fault) in
            let (name, password) = try LoginParameters.read(request.query)
            guard let caller = try await access.login(name, password, source: request.source),
                let uid = access.openSession(for: caller)
            else { throw LoginParameters.refused }
            return Reply("uid", uid)
        }
        interface.authentication = .none
        interface.faults = [LoginParameters.refused.reason]
        return interface
    }

    private var keepAlive: Interface {
        let reply = Reply("keep_alive", "true")
        return .query("/cgi-bin/keep_alive", section: "3.2", summary: "keeps a uid alive") { _ in reply }
    }

    private var userManagement: Interface {
        let management = UserManagement(access: access)
        var interface = Interface(
            "/cgi-bin/user_management", section: "3.18", summary: "lists, adds, edits and deletes users",
            parameters: { UserManagement.parameters },
            isChange: { (try? UserManagement.action.value(in: $0)) != .list },
            answer: .either(
                query: { _ in management.list },
                change: { request throws(Fault) in try await management.change(request.query) }))
        interface.restriction = (.administrator, UserManagement.notAdministrator)
        interface.faults = UserManagement.faults
        return interface
    }

    private var digestAccess: Interface {
        let digest = DigestAccess(access: access)
        var interface = Interface(
            "/cgi-bin/digest_access", section: "-", summary: "which users may log in to streams by Digest",
            parameters: { DigestAccess.parameters }, isChange: { !$0.meaningfulNames.isEmpty },
            answer: .either(
                query: { _ in digest.list },
                change: { request throws(Fault) in try await digest.change(request) }))
        interface.restriction = (.administrator, UserManagement.notAdministrator)
        interface.faults = [LoginParameters.refused.reason]
        return interface
    }
}

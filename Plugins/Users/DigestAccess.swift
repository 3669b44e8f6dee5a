import GatewayCore

/// The interface `digest_access`, beyond the CGI document: which users may log in by Digest.
struct DigestAccess: Sendable {
    static let digest = Parameter<Bool>.toggle("digest", "whether the user may log in by Digest")
    static let password = Parameter<Password>(
        "password", .text("1 to 64 bytes without control characters"), "the user's password, to switch Digest on",
        parse: { Password($0) }, format: { _ in "" })
    static let parameters = [UserManagement.name.description, digest.description, password.description]

    let access: Access

    /// Does what a request asks for.
    func change(_ request: Request) async throws(Fault) -> Reply {
        let query = request.query
        let name = try UserManagement.name.required(in: query)
        guard access.hasUser(name) else { throw UserManagement.name.fault }
        let isOn = try Self.digest.required(in: query)
        do {
            if isOn {
                let password = try Self.password.required(in: query)
                guard try await access.useDigest(name, password: password, source: request.source) else {
                    throw LoginParameters.refused
                }
            } else {
                try await access.endDigest(name)
            }
        } catch let fault as Fault {
            throw fault
        } catch {
            throw .storage(error)
        }
        return list
    }

    /// All users, and whether they use it.
    var list: Reply {
        let users = access.userList.map { user in
            let isOn = UserName(user.name).map(access.usesDigest) ?? false
            return XMLElement("user", attributes: [("name", user.name), ("digest", isOn ? "1" : "0")])
        }
        return Reply(XMLElement("digest_access", children: users))
    }
}

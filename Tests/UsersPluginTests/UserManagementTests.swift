import GatewayCore
import GatewayTesting
import Testing
import UsersPlugin

@Suite("Logins and user management")
struct UserManagementTests {
    private let store = MemoryStore()

    private func gateway() async throws -> TestGateway {
        try await TestGateway(plugins: [Users.self], devices: [], store: store)
    }

    private let path = "/cgi-bin/user_management"

    @Test("a user who was added can log in, changed, shut out and deleted")
    func life() async throws {
        let gateway = try await gateway()
        let client = try await gateway.client()
        let add = "\(path)?action=add&name=bob&newpasswd=p%26w&privilege=Operator&enable=Enable"
        #expect(await client.get(add).text.contains("<user_management>OK</user_management>"))
        #expect(await client.get(add).reason == "error username duplicated")
        let bob = CGIClient(gateway.gateway)
        try await bob.login(user: "bob", password: "p%26w")
        #expect(await bob.get("/cgi-bin/keep_alive").text.contains("<keep_alive>true</keep_alive>"))
        #expect(await bob.get("\(path)?action=get_user").reason == "Non-administrators cannot edit users")
        #expect(await client.get("\(path)?action=edit&name=bob&enable=Disable").status == 200)
        #expect(await bob.get("/cgi-bin/keep_alive").reason == "uid error")
        await #expect(throws: TestFailure.self) { try await bob.login(user: "bob", password: "p%26w") }
        #expect(await client.get("\(path)?action=delete&name=bob").status == 200)
        #expect(await client.get("\(path)?action=delete&name=bob").reason == "error username")
        #expect(await client.get("\(path)?action=edit&name=bob&enable=Enable").reason == "username none exist to edit")
    }

    @Test("the list has every user in the order of creation, and no password in any form")
    func list() async throws {
        let client = try await gateway().client()
        for name in ["zoe", "bob", "%E7%94%A8%E6%88%B7"] {
            _ = await client.get("\(path)?action=add&name=\(name)&newpasswd=topsecret&privilege=User&enable=Disable")
        }
        let again = try await gateway().client()
        let text = await again.get("\(path)?action=get_user").text
        let names = text.split(separator: "name=\"").dropFirst().map { $0.prefix { $0 != "\"" } }
        #expect(names == ["admin", "zoe", "bob", "用户"])
        #expect(text.contains("<user name=\"zoe\" privilege=\"User\" enable=\"Disable\"/>"))
        #expect(!text.contains("secret"))
        #expect(store.values(in: "users").values.allSatisfy { !$0.contains("secret") })
    }

    @Test("the list is a query: HEAD may ask for it, and HEAD changes nobody")
    func head() async throws {
        let client = try await gateway().client()
        #expect(await client.send("\(path)?action=get_user&uid=\(client.uid)", method: "HEAD").status == 200)
        let deletion = await client.send("\(path)?action=delete&name=admin&uid=\(client.uid)", method: "HEAD")
        #expect(deletion.status == 405)
    }

    @Test("a new password and a new privilege are in force at once and after a restart")
    func editing() async throws {
        let gateway = try await gateway()
        let client = try await gateway.client()
        _ = try await gateway.client(privilege: .user)
        #expect(await client.get("\(path)?action=edit&name=testUser&newpasswd=new&privilege=Administrator").status == 200)
        let user = try await gateway.client(user: "testUser", password: "new")
        #expect(await user.get("\(path)?action=get_user").status == 200)
        let after = try await self.gateway()
        _ = try await after.client(user: "testUser", password: "new")
        await #expect(throws: TestFailure.self) { try await after.client(user: "testUser", password: "secret") }
    }

    @Test("who demotes himself is an administrator no more, with the very next request")
    func selfDemotion() async throws {
        let gateway = try await gateway()
        let client = try await gateway.client()
        #expect(await client.get("\(path)?action=edit&name=admin&privilege=User").reason == "last administrator")
        _ = await client.get("\(path)?action=add&name=root&newpasswd=p&privilege=Administrator&enable=Enable")
        #expect(await client.get("\(path)?action=edit&name=admin&privilege=User").status == 200)
        #expect(await client.get("\(path)?action=get_user").reason == "Non-administrators cannot edit users")
    }

    @Test("bad values change nothing, and the first in the order of the table is the fault")
    func badValues() async throws {
        let client = try await gateway().client()
        let long = String(repeating: "a", count: 41)
        for (query, reason) in [
            ("action=remove&name=admin", "action: add or edit or delete"), ("name=admin", "action: add or edit or delete"),
            ("action=add&name=\(long)&newpasswd=p&privilege=User&enable=Enable", "error username"),
            ("action=add&name=a%20b&newpasswd=p&privilege=User&enable=Enable", "error username"),
            ("action=add&name=eve&newpasswd=&privilege=King&enable=No", "newpasswd error"),
            ("action=add&name=eve&newpasswd=p&privilege=King&enable=No", "privilege: User or Administrator or Operator"),
            ("action=add&name=eve&newpasswd=p&privilege=User&enable=No", "enable: Enable or Disable"),
            ("action=add&name=eve", "The parameters must Correct include name,newpasswd,privilege,enable"),
            ("action=edit&name=admin", "error, parse parameters"),
            ("action=edit&enable=Disable", "username none exist to edit"),
            ("action=edit&name=admin&newpasswd=%0A", "newpasswd error"), ("action=delete", "error username"),
        ] {
            #expect(await client.get("\(path)?\(query)").reason == reason)
        }
        #expect(store.values(in: "users").count == 1)
    }

    @Test("a store that is full adds and deletes nobody")
    func fullStore() async throws {
        let client = try await gateway().client()
        store.setFull(true)
        let reply = await client.get("\(path)?action=add&name=bob&newpasswd=p&privilege=User&enable=Enable")
        #expect(reply.status == 503)
        #expect(await !client.get("\(path)?action=get_user").text.contains("bob"))
    }

    @Test("a login gives each time another uid, and a wrong one gives the same answer whoever is meant")
    func logins() async throws {
        let client = CGIClient(try await gateway().gateway)
        let uids = [
            await client.send("/cgi-bin/getuid?username=admin&password=admin").text,
            await client.send("/cgi-bin/getuid?username=admin&password=admin").text,
        ]
        #expect(uids[0] != uids[1])
        let wrong = await client.send("/cgi-bin/getuid?username=admin&password=x")
        let unknown = await client.send("/cgi-bin/getuid?username=nobody&password=x")
        #expect(wrong.body == unknown.body && wrong.status == unknown.status)
        #expect(wrong.reason == "password error")
    }
}

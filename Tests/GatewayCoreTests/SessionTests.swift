import BoardDevices
import GatewayCore
import GatewayTesting
import Testing

@Suite("Sessions")
struct SessionTests {
    private func gateway(_ clock: ManualClock = ManualClock()) async throws -> TestGateway {
        try await TestGateway(plugins: [Door.self], devices: [], clock: clock)
    }

    private func isAlive(_ client: CGIClient) async -> Bool { await client.get("/cgi-bin/door").status == 200 }

    @Test("a uid lives 60 s after its last successful request, to the nanosecond")
    func lifetime() async throws {
        let gateway = try await gateway()
        let client = try await gateway.client()
        gateway.clock.advance(by: .seconds(60) - .nanoseconds(1))
        #expect(await isAlive(client))
        gateway.clock.advance(by: .seconds(60) - .nanoseconds(1))
        #expect(await isAlive(client))
        gateway.clock.advance(by: .seconds(60))
        #expect(await client.get("/cgi-bin/door").reason == "uid error")
    }

    @Test("a fault does not keep a uid alive")
    func faultsDoNotCount() async throws {
        let gateway = try await gateway()
        let client = try await gateway.client()
        gateway.clock.advance(by: .seconds(40))
        #expect(await client.get("/cgi-bin/door?bad=1").status == 400)
        #expect(await client.get("/cgi-bin/door/open?color=blue").status == 400)
        gateway.clock.advance(by: .seconds(20))
        #expect(await !isAlive(client))
    }

    @Test("64 uids of a user live side by side; one more ends the one that was idle longest")
    func manySessions() async throws {
        let gateway = try await gateway()
        var clients: [CGIClient] = []
        for _ in 0..<64 {
            gateway.clock.advance(by: .milliseconds(10))
            clients.append(try await gateway.client())
        }
        // The first is asked for once more, so the second is the one that was idle longest.
        #expect(await isAlive(clients[0]))
        let other = try await gateway.client(privilege: .operator)
        let newest = try await gateway.client()
        var ended: [Int] = []
        for (index, client) in clients.enumerated() where await !isAlive(client) { ended.append(index) }
        #expect(ended == [1])
        #expect(await isAlive(newest))
        #expect(await isAlive(other))
    }

    @Test("uids are unlike each other and hold letters and digits only")
    func uids() async throws {
        let gateway = try await gateway()
        var uids: Set<String> = []
        for _ in 0..<50 { uids.insert(try await gateway.client().uid) }
        #expect(uids.count == 50)
        #expect(
            uids.allSatisfy {
                $0.utf8.count == 32 && $0.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) }
            })
    }

    @Test("nothing but a whole uid opens the door", arguments: ["0", "uid", "00000000000000000000000000000000", "é", "%20"])
    func wrongUIDs(_ uid: String) async throws {
        let client = try await gateway().client()
        #expect(await client.send("/cgi-bin/door?uid=\(uid)").reason == "uid error")
        #expect(await client.send("/cgi-bin/door?uid=\(client.uid)0").reason == "uid error")
        #expect(await client.send("/cgi-bin/door?uid=\(client.uid.uppercased())x").reason == "uid error")
    }

    @Test("a deleted, disabled or re-passworded user's uids end at once, and nobody else's")
    func endings() async throws {
        let gateway = try await gateway()
        let access = gateway.gateway.access
        let administrator = try await gateway.client()
        let user = try #require(UserName("testUser"))
        for change in 0..<3 {
            let client = try await gateway.client(privilege: .user)
            #expect(await isAlive(client))
            switch change {
            case 0: try await access.editUser(user, password: Password("other"), privilege: nil, enabled: nil)
            case 1: try await access.editUser(user, password: nil, privilege: nil, enabled: false)
            default: try await access.deleteUser(user)
            }
            #expect(await client.get("/cgi-bin/door").reason == "uid error")
            if change < 2 {
                try await access.editUser(user, password: Password("secret"), privilege: nil, enabled: true)
                #expect(await client.get("/cgi-bin/door").reason == "uid error")
            }
        }
        #expect(await isAlive(administrator))
    }

    @Test("a changed privilege holds for living uids")
    func changedPrivilege() async throws {
        let gateway = try await gateway()
        let client = try await gateway.client(privilege: .user)
        #expect(await client.get("/cgi-bin/door/open?color=red").reason == "no permission")
        let name = try #require(UserName("testUser"))
        try await gateway.gateway.access.editUser(name, password: nil, privilege: .operator, enabled: nil)
        #expect(await client.get("/cgi-bin/door/open?color=red").status == 200)
        try await gateway.gateway.access.editUser(name, password: nil, privilege: .user, enabled: nil)
        #expect(await client.get("/cgi-bin/door/open?color=red").reason == "no permission")
    }

    @Test("a restart ends every uid")
    func restart() async throws {
        let first = try await gateway()
        let client = try await first.client()
        let second = try await TestGateway(plugins: [Door.self], devices: [], store: first.store)
        #expect(await CGIClient(second.gateway).send("/cgi-bin/door?uid=\(client.uid)").reason == "uid error")
    }

    @Test("others learn when a user's last successful request was")
    func lastRequest() async throws {
        let gateway = try await gateway()
        let client = try await gateway.client()
        gateway.clock.advance(by: .seconds(7))
        _ = await client.get("/cgi-bin/door")
        #expect(gateway.gateway.access.lastRequest(of: "admin") == gateway.clock.now)
        #expect(gateway.gateway.access.lastRequest(of: "nobody") == nil)
    }
}

import BoardDevices
import GatewayCore
import GatewayTesting
import SystemPlugin
import Testing

@Suite("Identity, restart and factory reset")
struct SystemTests {
    private struct Identity: DeviceIdentity {
        let kernel = "6.1.0"
        let filesystem = "1.0 \"beta\""
        let serial = "A<1>"
    }

    private struct Power: PowerControl {
        func restart() throws(DeviceFault) {}
    }

    private final class Radio: Plugin {
        static let name = "Radio"
        static let summary = "offers what a factory reset keeps"
        init(_ context: PluginContext) {
            context.contracts.offer(NetworkScopes.self, NetworkScopes(scopes: ["network"]))
        }
        var capabilities: Set<Capability> { [.video, .ptz] }
    }

    private func gateway(hasPower: Bool = true, store: MemoryStore = MemoryStore()) async throws -> TestGateway {
        let power: [(roles: [String], device: any Sendable)] = hasPower ? [(["power"], Power())] : []
        return try await TestGateway(
            plugins: [System.self, Radio.self], devices: [(["identity"], Identity())] + power, store: store)
    }

    @Test("what the device is, escaped as XML needs it")
    func identity() async throws {
        let client = try await gateway().client()
        #expect(
            await client.get("/cgi-bin/getinfo").text.contains(
                "<info kernel=\"6.1.0\" filesystem=\"1.0 &quot;beta&quot;\" sn=\"A&lt;1&gt;\"/>"))
        #expect(await client.get("/cgi-bin/getmodel").text.contains("<model>CG-TEST</model>"))
        #expect(
            await client.get("/cgi-bin/getcapabilities").text.contains("<capabilities video=\"1\" audio=\"0\" ptz=\"1\"/>"))
    }

    @Test("a restart comes after the reply, and only for those who may")
    func reboot() async throws {
        let gateway = try await gateway()
        let user = try await gateway.client(privilege: .user)
        #expect(await user.get("/cgi-bin/reboot").reason == "no permission")
        let reply = try await gateway.client(privilege: .operator).get("/cgi-bin/reboot")
        #expect(reply.text.contains("<reboot>true</reboot>"))
        #expect(gateway.restarts == 0)
        let afterwards = try #require(reply.afterwards)
        afterwards()
        #expect(gateway.restarts == 1)
    }

    @Test("a factory reset erases everything at the next start, and keeps the network where that is wished")
    func factoryReset() async throws {
        for (query, keeps) in [("", false), ("?retain_network=1", true)] {
            let store = MemoryStore()
            try await store.write("network", ["port": "8081"])
            try await store.write("osd", ["color": "1"])
            let gateway = try await gateway(store: store)
            _ = try await gateway.client(privilege: .user)
            let reply = try await gateway.client().get("/cgi-bin/factory_reset\(query)")
            #expect(reply.text.contains("<factory_reset>true</factory_reset>"))
            #expect(store.values(in: "osd") == ["color": "1"])
            reply.afterwards?()
            #expect(gateway.restarts == 1)
            #expect(try await FactoryReset.carryOut(in: store))
            let after = try await self.gateway(store: store)
            #expect(after.gateway.access.userList.map(\.name) == ["admin"])
            #expect(store.values(in: "osd").isEmpty)
            #expect(store.values(in: "network") == (keeps ? ["port": "8081"] : [:]))
        }
    }

    @Test("a reset that is asked for badly or cannot be noted does not happen")
    func refusedReset() async throws {
        let gateway = try await gateway()
        let client = try await gateway.client()
        #expect(await client.get("/cgi-bin/factory_reset?retain_network=").reason == "retain_network: NULL")
        #expect(await client.get("/cgi-bin/factory_reset?retain_network=0").reason == "retain_network 0 or 1")
        gateway.store.setFull(true)
        let reply = await client.get("/cgi-bin/factory_reset")
        #expect(reply.reason == "storage error")
        #expect(reply.afterwards == nil)
        gateway.store.setFull(false)
        #expect(try await !FactoryReset.carryOut(in: gateway.store))
    }

    @Test("a board that cannot restart itself says so")
    func noPower() async throws {
        let client = try await gateway(hasPower: false).client()
        #expect(await client.get("/cgi-bin/reboot").reason == "not supported")
        #expect(await client.get("/cgi-bin/factory_reset").reason == "not supported")
        #expect(await client.get("/cgi-bin/getinfo").status == 200)
    }
}

import BoardDevices
import GatewayCore
import GatewayTesting
import Testing

@Suite("Settings groups")
struct SettingsGroupTests {
    private let line = FakeLine()
    private let store = MemoryStore()

    private func gateway(_ product: [String: String] = [:]) async throws -> TestGateway {
        try await TestGateway(
            plugins: [Door.self, Lamp.self], devices: [(["amplifier"], line)], store: store, product: product)
    }

    private func lamp(_ client: CGIClient, _ parameters: String = "") async -> String {
        let reply = await client.get("/cgi-bin/lamp" + (parameters.isEmpty ? "" : "?" + parameters))
        return reply.reason ?? reply.text.split(separator: "\n").last.map(String.init) ?? ""
    }

    @Test("what is not sent stays as it is, and the reply is what is in force")
    func merging() async throws {
        let client = try await gateway().client()
        #expect(await lamp(client) == "<lamp enable=\"0\" mode=\"LOW\" level=\"5\"/>")
        #expect(await lamp(client, "level=9") == "<lamp enable=\"0\" mode=\"LOW\" level=\"9\"/>")
        #expect(await lamp(client, "enable=1") == "<lamp enable=\"1\" mode=\"LOW\" level=\"9\"/>")
        #expect(line.history == [false, false, true])
    }

    @Test("a range follows the values that it depends on, whatever their order in the query")
    func dependentRange() async throws {
        let client = try await gateway().client()
        #expect(await lamp(client, "level=50") == "level range: 1-10")
        #expect(await lamp(client, "level=50&mode=HIGH") == "<lamp enable=\"0\" mode=\"HIGH\" level=\"50\"/>")
        #expect(await lamp(client, "mode=LOW") == "level range: 1-10")
        #expect(await lamp(client) == "<lamp enable=\"0\" mode=\"HIGH\" level=\"50\"/>")
    }

    @Test("the first bad parameter in the order of the table is the fault, and nothing changes")
    func faultOrder() async throws {
        let client = try await gateway().client()
        let before = line.history
        #expect(await lamp(client, "minutes=0&level=200&mode=x&enable=7") == "enable: 0 or 1")
        #expect(await lamp(client, "minutes=0&level=200&mode=x&enable=1") == "mode error")
        #expect(await lamp(client, "minutes=0&level=200&enable=1") == "level range: 1-10")
        #expect(await lamp(client, "minutes=0&level=2&enable=1") == "minutes range: 1-60")
        #expect(await lamp(client, "minutes=5&level=2") == "minutes range: 1-60")
        #expect(await lamp(client) == "<lamp enable=\"0\" mode=\"LOW\" level=\"5\"/>")
        #expect(line.history == before)
        #expect(store.values(in: "lamp").isEmpty)
    }

    @Test("a device that refuses leaves everything as it was")
    func deviceRefuses() async throws {
        let client = try await gateway().client()
        line.setBroken(true)
        #expect(await lamp(client, "enable=1&level=9") == "device error")
        #expect(await lamp(client) == "<lamp enable=\"0\" mode=\"LOW\" level=\"5\"/>")
        #expect(store.values(in: "lamp").isEmpty)
    }

    @Test("a store that is full leaves everything as it was, the device too")
    func storeRefuses() async throws {
        let client = try await gateway().client()
        store.setFull(true)
        let reply = await client.get("/cgi-bin/lamp?enable=1&level=9")
        #expect(reply.status == 503)
        #expect(reply.reason == "storage error")
        #expect(line.history == [false, true, false])
        #expect(await lamp(client) == "<lamp enable=\"0\" mode=\"LOW\" level=\"5\"/>")
        store.setFull(false)
        #expect(await lamp(client, "enable=1") == "<lamp enable=\"1\" mode=\"LOW\" level=\"5\"/>")
    }

    @Test("settings are in force again after a restart, the device included")
    func restart() async throws {
        let client = try await gateway().client()
        _ = await lamp(client, "enable=1&mode=HIGH&level=50&minutes=3")
        let again = try await gateway()
        #expect(line.history.last == true)
        #expect(await lamp(try await again.client()) == "<lamp enable=\"1\" mode=\"HIGH\" level=\"50\"/>")
        #expect(store.values(in: "lamp")["minutes"] == nil)
    }

    @Test("what belongs to one request only is forgotten with it")
    func transientValues() async throws {
        let gateway = try await gateway()
        let client = try await gateway.client()
        #expect(await lamp(client, "enable=1&minutes=3").hasPrefix("<lamp"))
        #expect(await lamp(client, "enable=0") == "<lamp enable=\"0\" mode=\"LOW\" level=\"5\"/>")
    }

    @Test("a stored value that no longer fits is left out, and the others stay")
    func staleValues() async throws {
        try await store.write("lamp", ["enable": "1", "mode": "ULTRA", "level": "9"])
        #expect(await lamp(try await gateway().client()) == "<lamp enable=\"1\" mode=\"LOW\" level=\"9\"/>")
        try await store.write("lamp", ["enable": "maybe", "mode": "HIGH", "level": "99"])
        #expect(await lamp(try await gateway().client()) == "<lamp enable=\"0\" mode=\"HIGH\" level=\"99\"/>")
        try await store.write("lamp", ["enable": "1", "mode": "LOW", "level": "99"])
        #expect(await lamp(try await gateway().client()) == "<lamp enable=\"1\" mode=\"LOW\" level=\"5\"/>")
    }

    @Test("a product's own defaults lie between the module's and what was set")
    func productDefaults() async throws {
        let product = ["defaults.lamp.mode": "HIGH", "defaults.lamp.level": "70"]
        let client = try await gateway(product).client()
        #expect(await lamp(client) == "<lamp enable=\"0\" mode=\"HIGH\" level=\"70\"/>")
        _ = await lamp(client, "level=80")
        #expect(await lamp(try await gateway(product).client()) == "<lamp enable=\"0\" mode=\"HIGH\" level=\"80\"/>")
    }

    @Test("bad product defaults stop the start and are all named with their place")
    func badProductDefaults() async throws {
        let product = [
            "defaults.lamp.enable": "yes", "defaults.lamp.level": "70", "defaults.lamp.colour": "red", "defaults.lmap.x": "1",
        ]
        let failure = await #expect(throws: ConfigFailure.self) { try await gateway(product) }
        let text = failure.map { "\($0)" } ?? ""
        #expect(text.contains("test.yaml: defaults.lamp.enable: expected 0 or 1, found \"yes\""))
        #expect(text.contains("test.yaml: defaults.lamp.level: expected 1 to 10, found \"70\""))
        #expect(text.contains("test.yaml: defaults.lamp.colour: unknown key; expected one of: enable, mode, level"))
        #expect(text.contains("test.yaml: defaults.lmap: unknown key"))
    }

    @Test("changes that come at once are made one after the other and none is lost")
    func atOnce() async throws {
        let gateway = try await gateway()
        let client = try await gateway.client()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<20 {
                group.addTask { _ = await client.get("/cgi-bin/lamp?enable=1") }
                group.addTask { _ = await client.get("/cgi-bin/lamp?mode=HIGH") }
                group.addTask { _ = await client.get("/cgi-bin/lamp?level=8") }
            }
        }
        #expect(await lamp(client) == "<lamp enable=\"1\" mode=\"HIGH\" level=\"8\"/>")
    }
}

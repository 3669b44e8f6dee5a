import BoardDevices
import GatewayCore
import GatewayTesting
import Synchronization
import Testing

@Suite("What a gateway is made of")
struct CompositionTests {
    /// What happened to modules, in order.
    final class Journal: Sendable {
        private let lines = Mutex<[String]>([])
        var all: [String] { lines.withLock { $0 } }
        func note(_ line: String) { lines.withLock { $0.append(line) } }
    }

    protocol Water: Sendable { var litres: Int { get } }

    final class Well: Plugin, Water {
        static let name = "Well"
        static let summary = "offers water"
        let litres = 7
        private let journal: Journal?

        init(_ context: PluginContext) {
            journal = context.contracts.first(Journal.self)
            context.contracts.offer((any Water).self, self)
        }

        func start() async throws { journal?.note("well starts") }
        func stop() async { journal?.note("well stops") }
    }

    final class Mill: Plugin {
        static let name = "Mill"
        static let summary = "needs water"
        static let furtherPaths = ["/cgi-bin/mill"]
        private let water = Mutex<(any Water)?>(nil)
        private let journal: Journal?

        init(_ context: PluginContext) { journal = context.contracts.first(Journal.self) }

        func connect(_ contracts: Contracts) throws {
            let offered = try contracts.need((any Water).self, "water")
            water.withLock { $0 = offered }
        }

        func start() async throws { journal?.note("mill starts") }
        func stop() async { journal?.note("mill stops") }

        var capabilities: Set<Capability> { [.audio] }

        var interfaces: [Interface] {
            let litres = water.withLock { $0?.litres ?? 0 }
            return [.query("/cgi-bin/mill", section: "-", summary: "mills") { _ in Reply("mill", "\(litres)") }]
        }
    }

    final class Broken: Plugin {
        static let name = "Broken"
        static let summary = "throws"
        static let furtherPaths = ["/cgi-bin/broken"]
        init(_ context: PluginContext) throws { throw Absence("is broken") }
    }

    final class Stillborn: Plugin {
        static let name = "Stillborn"
        static let summary = "cannot start"
        init(_ context: PluginContext) {}
        func start() async throws { throw Absence("cannot start") }
    }

    private func outcome(_ name: String, _ gateway: Gateway) -> String {
        guard let module = gateway.modules.first(where: { $0.name == name }) else { return "unknown" }
        switch module.outcome {
        case .success: return "present"
        case .failure(let absence): return absence.reason
        }
    }

    @Test("modules meet by type, whichever was made first")
    func joining() async throws {
        let gateway = try await TestGateway(plugins: [Door.self, Mill.self, Well.self], devices: [])
        #expect(try await gateway.client().get("/cgi-bin/mill").text.contains("<mill>7</mill>"))
    }

    @Test("an unmet need names itself; its paths answer not supported and its capability is gone")
    func unmetNeed() async throws {
        let gateway = try await TestGateway(plugins: [Door.self, Mill.self], devices: [])
        #expect(outcome("Mill", gateway.gateway) == "needs water, which no module of this product offers")
        #expect(try await gateway.client().get("/cgi-bin/mill").reason == "not supported")
        #expect(gateway.gateway.capabilities.isEmpty)
    }

    @Test("a module that throws leaves the rest alive, made, joined and started")
    func throwingModules() async throws {
        let gateway = try await TestGateway(
            plugins: [Broken.self, Stillborn.self, Door.self, Mill.self, Lamp.self, Well.self], devices: [])
        let client = try await gateway.client()
        #expect(outcome("Broken", gateway.gateway) == "is broken")
        #expect(outcome("Lamp", gateway.gateway) == "board test has no amplifier")
        #expect(await client.get("/cgi-bin/broken").reason == "not supported")
        #expect(await client.get("/cgi-bin/lamp").reason == "not supported")
        #expect(await client.get("/cgi-bin/mill").status == 200)
    }

    @Test("modules stop in the reverse order of their start")
    func stopOrder() async throws {
        let contracts = Contracts()
        let journal = Journal()
        contracts.offer(Journal.self, journal)
        let gateway = try await TestGateway(plugins: [Well.self, Broken.self, Mill.self], devices: [], contracts: contracts)
        await gateway.gateway.stop()
        #expect(journal.all == ["well starts", "mill starts", "mill stops", "well stops"])
    }

    @Test("capabilities are those of this moment")
    func capabilities() async throws {
        let gateway = try await TestGateway(plugins: [Door.self, Lamp.self], devices: [(["amplifier"], FakeLine())])
        let client = try await gateway.client()
        #expect(gateway.gateway.capabilities.isEmpty)
        _ = await client.get("/cgi-bin/lamp?enable=1")
        #expect(gateway.gateway.capabilities == [.ptz])
    }

    @Test("every path of the document answers in a product without modules, after the uid check")
    func emptyProduct() async throws {
        let gateway = try await TestGateway(plugins: [Door.self], devices: [])
        let client = try await gateway.client()
        let anonymous = CGIClient(gateway.gateway)
        for path in ["network", "time", "osd", "image", "ptz_ctrl", "motion", "videoencoder", "videoencoder/stream1", "reboot"]
        {
            #expect(await client.get("/cgi-bin/\(path)?x=1").reason == "not supported")
            #expect(await anonymous.send("/cgi-bin/\(path)?x=1").reason == "error, parse uid")
        }
        #expect(await anonymous.send("/cgi-bin/OnvifFirmwareUpgrade", method: "POST").status == 401)
        let upload = await anonymous.send("/OnvifFirmwareUpgrade", method: "POST", authorization: "Basic YWRtaW46YWRtaW4=")
        #expect(upload.reason == "firmware error")
    }

    @Test("a reset that was asked for is carried out at the next start, and keeps what it was told to")
    func factoryReset() async throws {
        let store = MemoryStore()
        try await store.write("network", ["port": "8081"])
        try await store.write("image", ["brightness": "3"])
        #expect(try await !FactoryReset.carryOut(in: store))
        try await FactoryReset.request(in: store, keeping: ["network"])
        #expect(store.values(in: "image") == ["brightness": "3"])
        #expect(try await FactoryReset.carryOut(in: store))
        #expect(store.values(in: "network") == ["port": "8081"])
        #expect(store.values(in: "image").isEmpty)
        #expect(try await !FactoryReset.carryOut(in: store))
        try await FactoryReset.request(in: store, keeping: [])
        _ = try await FactoryReset.carryOut(in: store)
        #expect(store.values(in: "network").isEmpty)
    }
}

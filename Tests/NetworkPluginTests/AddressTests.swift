import BoardDevices
import GatewayCore
import GatewayTesting
import NetworkPlugin
import Synchronization
import Testing

@Suite("The network module")
struct AddressTests {
    /// A network interface that can refuse, and that a DHCP server may give addresses to.
    private final class FakePort: NetworkPort {
        private let state = Mutex<(applied: [NetworkConfiguration], lease: NetworkConfiguration?, isBroken: Bool)>(
            ([], nil, false))
        let macAddress: MACAddress

        init() throws {
            macAddress = try #require(MACAddress("02-00-5E-10-00-0A"))
        }

        var applied: [NetworkConfiguration] { state.withLock { $0.applied } }

        var configuration: NetworkConfiguration {
            state.withLock { state in
                let last =
                    state.applied.last
                    ?? NetworkConfiguration(dhcp: false, address: "", netmask: "", gateway: "", dns1: "", dns2: "")
                return last.dhcp ? state.lease ?? last : last
            }
        }

        func setBroken(_ isBroken: Bool) { state.withLock { $0.isBroken = isBroken } }
        func setLease(_ lease: NetworkConfiguration) { state.withLock { $0.lease = lease } }

        func apply(_ configuration: NetworkConfiguration) throws(DeviceFault) {
            let isBroken = state.withLock { state -> Bool in
                if !state.isBroken { state.applied.append(configuration) }
                return state.isBroken
            }
            if isBroken { throw DeviceFault(.failed, "the interface is gone") }
        }
    }

    /// An HTTP server that moves from port to port, except to the one that is taken.
    private final class FakeServer: HTTPPort {
        let factoryPort = 8080
        private let moves = Mutex<[Int]>([])
        var all: [Int] { moves.withLock { $0 } }

        func move(to port: Int) async throws {
            if port == 6_000 { throw TestFailure() }
            moves.withLock { $0.append(port) }
        }
    }

    private let port: FakePort
    private let server = FakeServer()
    private let store = MemoryStore()

    init() throws {
        port = try FakePort()
    }

    private func client(contracts: Contracts = Contracts(), hasServer: Bool = true) async throws -> CGIClient {
        if hasServer { contracts.offer((any HTTPPort).self, server) }
        let gateway = try await TestGateway(
            plugins: [Network.self], devices: [(["network"], port)], store: store, contracts: contracts)
        return try await gateway.client()
    }

    @Test("the factory addresses are put into effect at the start")
    func start() async throws {
        let client = try await client()
        #expect(port.applied.map(\.address) == ["192.168.0.10"])
        let reply = await client.get("/cgi-bin/network")
        #expect(reply.text.contains("<network macaddr=\"02-00-5E-10-00-0A\" dhcp=\"0\" ipaddr=\"192.168.0.10\""))
        #expect(reply.text.contains("port=\"8080\"/>"))
    }

    @Test("addresses are judged together, in whatever order they come")
    func together() async throws {
        let client = try await client()
        #expect(await client.get("/cgi-bin/network?ipaddr=10.0.1.255").reason == "ipaddr error")
        #expect(await client.get("/cgi-bin/network?ipaddr=10.0.1.25").reason == "gateway error")
        let reply = await client.get("/cgi-bin/network?gateway=10.0.0.1&netmask=255.255.0.0&ipaddr=10.0.1.255")
        #expect(reply.status == 200)
        #expect(port.applied.last?.address == "10.0.1.255")
        #expect(await client.get("/cgi-bin/network?netmask=255.255.255.0").status == 400)
        #expect(port.applied.count == 2)
    }

    @Test("addresses that only go together survive a restart")
    func restart() async throws {
        let first = try await client()
        _ = await first.get("/cgi-bin/network?gateway=10.0.0.1&netmask=255.255.0.0&ipaddr=10.0.1.255")
        #expect(await first.get("/cgi-bin/network?port=8081").status == 200)
        let contracts = Contracts()
        _ = try await client(contracts: contracts)
        #expect(port.applied.last?.address == "10.0.1.255")
        #expect(port.applied.last?.gateway == "10.0.0.1")
        #expect(contracts.first(PreferredHTTPPort.self)?.port == 8081)
    }

    @Test("static addresses outlive a time with DHCP and a restart in it")
    func addressesUnderDHCP() async throws {
        let first = try await client()
        _ = await first.get("/cgi-bin/network?ipaddr=192.168.0.77")
        #expect(await first.get("/cgi-bin/network?dhcp=1").status == 200)
        let second = try await client()
        #expect(port.applied.last?.dhcp == true)
        #expect(await second.get("/cgi-bin/network?dhcp=0").text.contains("ipaddr=\"192.168.0.77\""))
        #expect(port.applied.last?.address == "192.168.0.77")
    }

    @Test("with DHCP the leased addresses are shown")
    func lease() async throws {
        let client = try await client()
        port.setLease(
            NetworkConfiguration(
                dhcp: true, address: "10.9.8.7", netmask: "255.0.0.0", gateway: "10.0.0.1", dns1: "", dns2: ""))
        #expect(
            await client.get("/cgi-bin/network?dhcp=1").text.contains(
                "ipaddr=\"10.9.8.7\" netmask=\"255.0.0.0\" gateway=\"10.0.0.1\""))
    }

    @Test("who gives an address switches DHCP off; together with dhcp=1 it is that parameter's fault")
    func implicitStatic() async throws {
        let client = try await client()
        _ = await client.get("/cgi-bin/network?dhcp=1")
        #expect(await client.get("/cgi-bin/network?dns1=1.1.1.1").text.contains("dhcp=\"1\""))
        #expect(await client.get("/cgi-bin/network?dhcp=1&netmask=255.255.255.0").reason == "netmask error")
        #expect(await client.get("/cgi-bin/network?ipaddr=192.168.0.20").text.contains("dhcp=\"0\""))
    }

    @Test("a port that cannot be had changes nothing; one that can moves the server before the answer")
    func ports() async throws {
        let client = try await client()
        #expect(await client.get("/cgi-bin/network?port=6000&ipaddr=192.168.0.30").reason == "port error")
        #expect(server.all.isEmpty && port.applied.count == 1)
        #expect(await client.get("/cgi-bin/network?port=6001").text.contains("port=\"6001\""))
        #expect(server.all == [6001])
        for bad in ["79", "81", "999", "0", "65536", "8o"] {
            #expect(await client.get("/cgi-bin/network?port=\(bad)").reason == "port range: 80,1000-65535")
        }
    }

    @Test("an interface that refuses takes the port back")
    func brokenInterface() async throws {
        let client = try await client()
        port.setBroken(true)
        #expect(await client.get("/cgi-bin/network?port=6001&ipaddr=192.168.0.30").reason == "device error")
        #expect(server.all == [6001, 8080])
    }

    @Test("a store that is full takes port and addresses back")
    func fullStore() async throws {
        let client = try await client()
        store.setFull(true)
        #expect(await client.get("/cgi-bin/network?port=6001&ipaddr=192.168.0.30").reason == "storage error")
        #expect(server.all == [6001, 8080])
        #expect(port.applied.map(\.address) == ["192.168.0.10", "192.168.0.30", "192.168.0.10"])
    }

    @Test("without an HTTP server on a port the number is kept and opens nothing")
    func noServer() async throws {
        let client = try await client(hasServer: false)
        #expect(await client.get("/cgi-bin/network").text.contains("port=\"80\""))
        #expect(await client.get("/cgi-bin/network?port=6000").text.contains("port=\"6000\""))
        #expect(server.all.isEmpty)
    }

    @Test("what a factory reset is to keep is told to whoever does it")
    func retained() async throws {
        let contracts = Contracts()
        _ = try await client(contracts: contracts)
        #expect(contracts.first(NetworkScopes.self)?.scopes == ["network"])
    }
}

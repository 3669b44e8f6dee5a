import GatewayCore
import GatewayTesting
import Synchronization
import Testing

@Suite("The clock of the clients (P2P)")
struct PeerClockTests {
    private final class Listener: PeerClock {
        private let heard = Mutex<[String]>([])
        var all: [String] { heard.withLock { $0 } }
        func peerTime(_ timestamp: String) { heard.withLock { $0.append(timestamp) } }
    }

    @Test("accepted requests of those who may change things are heard, and no others")
    func heard() async throws {
        let contracts = Contracts()
        let listener = Listener()
        contracts.offer((any PeerClock).self, listener)
        let gateway = try await TestGateway(plugins: [Door.self], devices: [], contracts: contracts)
        let user = try await gateway.client(privilege: .user)
        let operatorClient = try await gateway.client(privilege: .operator)
        _ = await user.get("/cgi-bin/door?timestamp=1")
        _ = await operatorClient.send("/cgi-bin/door?timestamp=2&uid=0")
        _ = await operatorClient.get("/cgi-bin/door?timestamp=3&bad=1")
        _ = await operatorClient.get("/cgi-bin/door/open?timestamp=4&color=blue")
        _ = await operatorClient.send("/cgi-bin/getuid?timestamp=5&username=admin&password=admin")
        #expect(listener.all.isEmpty)
        _ = await operatorClient.get("/cgi-bin/door?timestamp=6")
        _ = await operatorClient.get("/cgi-bin/door/open?timestamp=7&color=red")
        _ = try await gateway.client().get("/cgi-bin/door?timestamp=8")
        #expect(listener.all == ["6", "7", "8"])
    }
}

import GatewayCore
import GatewayTesting
import Testing

@testable import StreamingPlugin

@Suite("TLS below RTSP")
struct SecureLayerTests {
    @Test("a certificate or key that cannot be read is named")
    func unreadable() throws {
        let folder = try TemporaryFolder()
        let missing = "\(folder.path)/none.pem"
        let failure = #expect(throws: SecureLayer.Failure.self) {
            try SecureLayer(StreamSecurity(address: "127.0.0.1:0", certificate: missing, key: missing))
        }
        #expect(failure?.description.contains(missing) == true)
    }

    @Test("with a certificate that cannot be used, streams are offered in the clear all the same")
    func withoutCertificate() async throws {
        let contracts = Contracts()
        contracts.offer((any VideoFeeds).self, FakeFeeds())
        let gateway = try await TestGateway(
            plugins: [Streaming.self], devices: [],
            product: [
                "listen.rtsp": "127.0.0.1:0", "listen.rtsps": "127.0.0.1:0", "tls.certificate": "/nonexistent",
                "tls.key": "/nonexistent",
            ], contracts: contracts)
        let streaming = try #require(gateway.gateway.modules.first?.outcome.get() as? Streaming)
        #expect(streaming.port != nil && streaming.securePort == nil)
        await gateway.gateway.stop()
    }
}

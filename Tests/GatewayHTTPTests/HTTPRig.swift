import GatewayCore
import GatewayHTTP
import GatewayTesting
import Logging
import Synchronization

/// A gateway with a ``Probe`` behind a server on a loopback port that the system chose.
final class HTTPRig: Sendable {
    let server: HTTPServer
    let gateway: Gateway
    let gate: Gate
    let port: Int

    private let box: Box

    init(
        address: String = "127.0.0.1:0", gateOpen: Bool = false, _ adjust: (inout HTTPLimits) -> Void = { _ in }
    ) async throws {
        let gate = Gate(isOpen: gateOpen)
        self.gate = gate
        gateway = try await HTTPRig.gateway(gate)
        var limits = HTTPLimits()
        adjust(&limits)
        let box = Box(gateway)
        server = try HTTPServer(
            address: address, limits: limits, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        ) { box.gateway.withLock { $0 } }
        self.box = box
        try await server.start()
        port = Int(server.address.split(separator: ":").last ?? "") ?? 0
    }

    private final class Box: Sendable {
        let gateway: Mutex<Gateway?>

        init(_ gateway: Gateway) {
            self.gateway = Mutex(gateway)
        }
    }

    static func gateway(_ gate: Gate) async throws -> Gateway {
        let contracts = Contracts()
        contracts.offer(Gate.self, gate)
        return try await TestGateway(plugins: [Probe.self], devices: [], contracts: contracts).gateway
    }

    /// Puts another gateway, or none, behind the server.
    func exchange(_ gateway: Gateway?) {
        box.gateway.withLock { $0 = gateway }
    }

    func client() throws -> RawClient { try RawClient(port: port) }

    /// `Authorization` of the first administrator.
    static let login = "Authorization: Basic YWRtaW46YWRtaW4="
}

/// A GET request as clients write it.
func get(_ target: String, _ fields: String...) -> String {
    (["GET \(target) HTTP/1.1", "Host: camera"] + fields).joined(separator: "\r\n") + "\r\n\r\n"
}

/// A POST request with a body.
func post(_ target: String, _ body: String, _ fields: String...) -> String {
    (["POST \(target) HTTP/1.1", "Host: camera", "Content-Length: \(body.utf8.count)"] + fields).joined(separator: "\r\n")
        + "\r\n\r\n" + body
}

/// The body of a fault.
func fault(_ value: String, _ reason: String) -> String {
    """
    <?xml version="1.0" encoding="UTF-8"?>
    <fault>
    <value>\(value)</value>
    <reason>\(reason)</reason>
    </fault>

    """
}

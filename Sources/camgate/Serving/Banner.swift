import BoardDevices
import GatewayCore

/// What the operator sees at start.
struct Banner {
    let gateway: Gateway
    let http: String
    let rtsp: String

    /// The lines.
    var text: String {
        var lines = [
            "camgate: product \(gateway.product.name) (\(gateway.product.model)) on board \(gateway.board.name)",
            "  HTTP  \(page)",
        ]
        if isPresent("Streaming") {
            lines.append("  RTSP  rtsp://\(rtsp)/stream1 (main), /stream2 (sub)")
            if let security = gateway.product.security { lines.append("  TLS   rtsps://\(security.address)/stream1, /stream2") }
        }
        let administrator = gateway.product.administrator.name
        lines.append("  Log in as \(administrator) with the password of \(gateway.product.file), until it is changed:")
        lines.append("    \(page)/cgi-bin/getuid?username=\(administrator)&password=...")
        let present = gateway.modules.filter { (try? $0.outcome.get()) != nil }.map(\.name)
        lines.append("  Modules  \(present.joined(separator: " "))")
        for module in gateway.modules {
            if case .failure(let absence) = module.outcome { lines.append("  Absent   \(module.name): \(absence.reason)") }
        }
        for device in gateway.board.devices {
            if case .failure(let fault) = device.outcome { lines.append("  Device   \(device.entry.name): \(fault)") }
        }
        return lines.joined(separator: "\n")
    }

    private var page: String { http.hasPrefix("unix:") ? http : "http://\(http)" }

    private func isPresent(_ name: String) -> Bool {
        gateway.modules.contains { $0.name == name && (try? $0.outcome.get()) != nil }
    }
}

import BoardDevices
import GatewayCore
import GatewayTesting

/// What a gateway makes of a board, as the lines that `capabilities.expected` holds.
struct BoardPortrait {
    private let gateway: Gateway
    private let client: CGIClient

    init(_ gateway: Gateway) async throws {
        self.gateway = gateway
        client = CGIClient(gateway)
        let administrator = gateway.product.administrator
        try await client.login(
            user: administrator.name.text, password: String(decoding: administrator.password.bytes, as: UTF8.self))
    }

    /// The lines, in a fixed order.
    var lines: [String] {
        get async {
            var lines = [await flags]
            lines += await ranges(
                "/cgi-bin/videoencoder/getcapabilities", headings: ["stream1", "stream2"], names: ["encode_mode", "resolution"])
            lines += await ranges(
                "/cgi-bin/audioencoder/getcapabilities", headings: ["audio_capabilities"],
                names: ["encode_type", "samplerate"])
            lines.append(row("motors", motors))
            for device in gateway.board.devices {
                if case .failure = device.outcome { lines.append(row("not opened here", device.entry.name)) }
            }
            return lines + absent.map { row("not supported", $0) }
        }
    }

    private var flags: String {
        get async {
            let reply = await client.get("/cgi-bin/getcapabilities").text
            let attributes = reply.split(separator: "<capabilities ").last?.split(separator: "/>").first ?? ""
            return row("getcapabilities", attributes.filter { $0 != "\"" })
        }
    }

    /// One line for each innermost element with a name: the names above it, then the texts inside.
    private func ranges(_ path: String, headings: [String], names: [String]) async -> [String] {
        let reply = await client.get(path)
        guard reply.status == 200 else { return [] }
        var lines: [String] = []
        var heading = ""
        var trail: [String: String] = [:]
        var texts: [String] = []
        for tag in reply.text.split(separator: "<") {
            let parts = tag.split(separator: ">", maxSplits: 1, omittingEmptySubsequences: false)
            let inside = String(parts.first ?? "")
            let name = String(inside.prefix { $0 != " " })
            if headings.contains(name) { heading = name == "audio_capabilities" ? "audio" : name }
            if names.contains(name) { trail[name] = inside.split(separator: "\"").dropFirst().first.map(String.init) }
            let text = String(parts.last ?? "").filter { !$0.isWhitespace }
            if !text.isEmpty { texts.append(text) }
            if let inner = names.last, inside == "/\(inner)" {
                lines.append(row(heading, (names.compactMap { trail[$0] } + texts).joined(separator: " ")))
                texts = []
            }
        }
        return lines
    }

    private var motors: String {
        var axes: [String] = []
        if (try? gateway.board.device(.panTilt)) != nil { axes += ["pan", "tilt"] }
        if let lens = try? gateway.board.device(.lens) {
            axes += LensAxis.allCases.filter(lens.axes.contains).map(\.rawValue)
        }
        return axes.isEmpty ? "none" : axes.joined(separator: " ")
    }

    private var absent: [String] {
        gateway.interfaces.filter { interface in
            if case .absent(let fault) = interface.answer { fault == .notSupported } else { false }
        }.map(\.path)
    }

    private func row(_ name: String, _ text: String) -> String {
        name + String(repeating: " ", count: max(1, 18 - name.utf8.count)) + text
    }
}

import GatewayTesting
import Testing

@testable import GatewayHTTP

@Suite("Uploads over HTTP")
struct UploadTests {
    private func head(_ length: Int, _ fields: String...) -> String {
        let lines = ["POST /upload HTTP/1.1", "Host: c", HTTPRig.login, "Content-Length: \(length)"] + fields
        return lines.joined(separator: "\r\n") + "\r\n\r\n"
    }

    private func sum(_ bytes: [UInt8]) -> UInt64 { bytes.reduce(0) { $0 &* 31 &+ UInt64($1) } }

    @Test("a body arrives byte for byte, and the connection goes on")
    func whole() async throws {
        let rig = try await HTTPRig(gateOpen: true)
        let client = try rig.client()
        let body = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 9) }
        try await client.send(Array(head(body.count).utf8) + body)
        #expect(try await client.answer().body.contains("<upload>\(body.count) \(sum(body))</upload>"))
        #expect(try await client.ask(get("/now/1?_=1")).status == 200)
        await rig.server.stop()
    }

    @Test("chunks and an empty body are taken too")
    func chunks() async throws {
        let rig = try await HTTPRig(gateOpen: true)
        let client = try rig.client()
        let start = "POST /upload HTTP/1.1\r\nHost: c\r\n\(HTTPRig.login)\r\nTransfer-Encoding: chunked\r\n\r\n"
        #expect(try await client.ask(start + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n").body.contains("<upload>5 "))
        #expect(try await client.ask(head(0)).body.contains("<upload>0 0<"))
        await rig.server.stop()
    }

    @Test("while nobody takes the body, the network is not read")
    func backPressure() async throws {
        let rig = try await HTTPRig()
        let client = try rig.client()
        let body = [UInt8](repeating: 1, count: 7_000_000)
        try await client.send(head(body.count))
        // The kernel's buffers take their part; what is left over blocks the sender until the gate opens.
        let sending = Task { try await client.send(body) }
        await rig.gate.somebodyWaits()
        #expect(try await rig.client().ask(get("/now/1?_=1")).status == 200)
        rig.gate.open()
        try await sending.value
        #expect(try await client.answer().body.contains("<upload>7000000 "))
        await rig.server.stop()
    }

    @Test("a body beyond the limit, announced or not, is refused and the sender gets to see it", arguments: [false, true])
    func tooLarge(_ isChunked: Bool) async throws {
        let rig = try await HTTPRig(gateOpen: true)
        let client = try rig.client()
        let body = [UInt8](repeating: 0x61, count: 8_500_000)
        var request = Array(head(body.count).utf8) + body
        if isChunked {
            let start = "POST /upload HTTP/1.1\r\nHost: c\r\n\(HTTPRig.login)\r\nTransfer-Encoding: chunked\r\n\r\n"
            request = Array((start + String(body.count, radix: 16) + "\r\n").utf8) + body
        }
        try await client.send(request)
        let answer = try await client.answer()
        #expect(answer.status == 413)
        #expect(answer.body == fault("/upload", "too large"))
        #expect(answer.field("Connection") == "close")
        client.endOutput()
        #expect(try await client.rest() == "")
        await rig.server.stop()
    }

    @Test("without credentials the refusal comes at once and says how to log in")
    func unauthorized() async throws {
        let rig = try await HTTPRig(gateOpen: true)
        let client = try rig.client()
        try await client.send("POST /upload HTTP/1.1\r\nHost: c\r\nContent-Length: 1000000\r\nExpect: 100-continue\r\n\r\n")
        let answer = try await client.answer()
        #expect(answer.status == 401)
        #expect(answer.field("WWW-Authenticate")?.hasPrefix("Basic ") == true)
        #expect(answer.body == fault("/upload", "unauthorized"))
        client.endOutput()
        #expect(try await client.rest() == "")
        await rig.server.stop()
    }

    @Test("100 Continue is sent once the sender is known")
    func continues() async throws {
        let rig = try await HTTPRig(gateOpen: true)
        let client = try rig.client()
        #expect(try await client.ask(head(3, "Expect: 100-continue")).status == 100)
        #expect(try await client.ask("abc").body.contains("<upload>3 "))
        await rig.server.stop()
    }

    @Test("a sender that stops in the middle is told so in time")
    func stalled() async throws {
        let rig = try await HTTPRig(gateOpen: true) { $0.bodyTime = .milliseconds(150) }
        let client = try rig.client()
        try await client.send(head(10) + "abc")
        let answer = try await client.answer()
        #expect(answer.status == 408)
        #expect(answer.body == fault("/upload", "timeout"))
        await rig.server.stop()
    }

    @Test("a taker that takes its time does not cost the sender its connection")
    func slowTaker() async throws {
        let rig = try await HTTPRig {
            $0.bodyTime = .milliseconds(50)
            $0.idleTime = .milliseconds(50)
        }
        let client = try rig.client()
        let other = try rig.client()
        try await client.send(head(3) + "abc")
        await rig.gate.somebodyWaits()
        #expect(try await other.rest() == "")
        rig.gate.open()
        #expect(try await client.answer().body.contains("<upload>3 "))
        await rig.server.stop()
    }

    @Test("a sender that goes away in the middle ends the upload")
    func goneAway() async throws {
        let rig = try await HTTPRig(gateOpen: true)
        let client = try rig.client()
        try await client.send(head(10) + "abc")
        client.endOutput()
        #expect(try await client.answer().status == 400)
        #expect(try await client.rest() == "")
        await rig.server.stop()
    }
}

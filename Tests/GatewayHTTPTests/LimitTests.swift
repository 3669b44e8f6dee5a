import GatewayCore
import GatewayTesting
import Testing

@testable import GatewayHTTP

@Suite("Limits of the HTTP server")
struct LimitTests {
    @Test("more header than 16 KiB is refused, wherever it is", arguments: ["target", "field", "fields", "count"])
    func header(_ place: String) async throws {
        let rig = try await HTTPRig()
        let client = try rig.client()
        let long = String(repeating: "a", count: 17_000)
        switch place {
        case "target": try await client.send(get("/now/1?_=" + long))
        case "field": try await client.send(get("/now/1?_=1", "X: " + long))
        case "fields": try await client.send(get("/now/1?_=1", "X: " + long.prefix(8_000), "Y: " + long.prefix(8_900)))
        default: try await client.send("GET /now/1?_=1 HTTP/1.1\r\n" + String(repeating: "A: b\r\n", count: 4_000) + "\r\n")
        }
        let answer = try await client.answer()
        #expect(answer.status == 431)
        #expect(answer.body.contains("<reason>header too large</reason>"))
        #expect(answer.field("Connection") == "close")
        client.endOutput()
        #expect(try await client.rest() == "")
        await rig.server.stop()
    }

    @Test("a header just below the limit is taken")
    func largestHeader() async throws {
        let rig = try await HTTPRig()
        #expect(try await rig.client().ask(get("/now/1?_=1", "X: " + String(repeating: "a", count: 15_900))).status == 200)
        await rig.server.stop()
    }

    @Test("a form of more than 64 KiB is refused, announced or not", arguments: [false, true])
    func form(_ isChunked: Bool) async throws {
        let rig = try await HTTPRig()
        let client = try rig.client()
        let body = String(repeating: "a", count: 66_000)
        if isChunked {
            let head = "POST /now/1?_=1 HTTP/1.1\r\nHost: c\r\nTransfer-Encoding: chunked\r\n\r\n"
            try await client.send(head + String(66_000, radix: 16) + "\r\n" + body)
        } else {
            try await client.send(post("/now/1?_=1", body))
        }
        let answer = try await client.answer()
        #expect(answer.status == 413)
        #expect(answer.body == fault("/now/1", "too large"))
        client.endOutput()
        #expect(try await client.rest() == "")
        await rig.server.stop()
    }

    @Test("a head that does not end is told so in time", arguments: ["", "GET /now/1?_=1 HTTP/1.1\r\nHost: c\r\n"])
    func headTime(_ start: String) async throws {
        let rig = try await HTTPRig { $0.headTime = .milliseconds(150) }
        let client = try rig.client()
        #expect(try await client.ask(get("/now/1?_=1")).status == 200)
        try await client.send(start + "G")
        let answer = try await client.answer()
        #expect(answer.status == 408)
        #expect(answer.body == fault("/", "timeout"))
        client.endOutput()
        #expect(try await client.rest() == "")
        await rig.server.stop()
    }

    @Test("a body that does not go on is told so in time")
    func bodyTime() async throws {
        let rig = try await HTTPRig { $0.bodyTime = .milliseconds(150) }
        let client = try rig.client()
        try await client.send("POST /now/1 HTTP/1.1\r\nHost: c\r\nContent-Length: 10\r\n\r\n_=1")
        let answer = try await client.answer()
        #expect(answer.status == 408)
        #expect(answer.body == fault("/now/1", "timeout"))
        await rig.server.stop()
    }

    @Test("an idle connection is closed in silence")
    func idle() async throws {
        let rig = try await HTTPRig { $0.idleTime = .milliseconds(150) }
        let fresh = try rig.client()
        #expect(try await fresh.rest() == "")
        let used = try rig.client()
        #expect(try await used.ask(get("/now/1?_=1")).status == 200)
        #expect(try await used.rest() == "")
        await rig.server.stop()
    }

    @Test("an answer that takes longer than every deadline still arrives")
    func slowAnswer() async throws {
        let rig = try await HTTPRig {
            $0.idleTime = .milliseconds(50)
            $0.bodyTime = .milliseconds(50)
            $0.headTime = .milliseconds(50)
        }
        let client = try rig.client()
        let other = try rig.client()
        try await client.send(get("/later?_=1"))
        await rig.gate.somebodyWaits()
        // The other connection's silent end proves that the deadlines have passed.
        #expect(try await other.rest() == "")
        rig.gate.open()
        #expect(try await client.answer().body.contains("later"))
        await rig.server.stop()
    }

    @Test("one connection too many is told that the camera is busy, and a place that became free is given away")
    func connections() async throws {
        let rig = try await HTTPRig { $0.connections = 2 }
        let first = try rig.client()
        #expect(try await first.ask(get("/now/1?_=1")).status == 200)
        let second = try rig.client()
        #expect(try await second.ask(get("/now/1?_=1")).status == 200)
        let third = try rig.client()
        try await third.send(get("/now/1?_=1"))
        let answer = try await third.answer()
        #expect(answer.status == 503)
        #expect(answer.body == fault("/", "busy"))
        third.endOutput()
        #expect(try await third.rest() == "")
        #expect(try await first.ask(get("/now/1?_=1", "Connection: close")).status == 200)
        #expect(try await first.rest() == "")
        #expect(try await rig.client().ask(get("/now/1?_=1")).status == 200)
        await rig.server.stop()
    }

    @Test("a client that reads nothing is thrown out, and others are served meanwhile")
    func slowReader() async throws {
        let rig = try await HTTPRig { $0.replyTime = .milliseconds(300) }
        let slow = try rig.client()
        try await slow.send(String(repeating: get("/large?_=1"), count: 100))
        #expect(try await rig.client().ask(get("/now/1?_=1")).status == 200)
        await rig.server.stop()
        let received = try await slow.rest()
        #expect(received.utf8.count < 50_000_000)
    }

    @Test("a large reply arrives whole")
    func largeReply() async throws {
        let rig = try await HTTPRig()
        let client = try rig.client()
        try await client.send(get("/large?_=1") + get("/large?_=1") + get("/now/1?_=1"))
        #expect(try await client.answer().body.utf8.count == 1_000_000)
        #expect(try await client.answer().body.utf8.count == 1_000_000)
        #expect(try await client.answer().body.contains("<now>1<"))
        await rig.server.stop()
    }
}

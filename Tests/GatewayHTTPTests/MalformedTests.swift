import GatewayHTTP
import GatewayTesting
import Testing

@Suite("Malformed requests")
struct MalformedTests {
    @Test(
        "what is no HTTP is refused and closed",
        arguments: [
            "\u{0}\u{1}\u{2}\r\n\r\n", "GET\r\n\r\n", "GET /now/1?_=1\r\n\r\n", "GET /now/1?_=1 HTTP/3.7\r\n\r\n",
            "GET /now/1?_=1 HTTP/1.1\r\nNo colon\r\n\r\n", "GET /now/1?_=1 HTTP/1.1\r\nHost: a\r\n folded\r\nX y: 1\r\n\r\n",
            "POST /now/1?_=1 HTTP/1.1\r\nContent-Length: -1\r\n\r\n", "POST /now/1 HTTP/1.1\r\nContent-Length: 1x\r\n\r\n",
            "POST /now/1 HTTP/1.1\r\nContent-Length: 99999999999999999999999\r\n\r\n",
            "POST /now/1 HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n_=1",
            "POST /now/1 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            "POST /now/1 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
            "POST /now/1 HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n3\r\n_=1\r\n0\r\n\r\n",
            "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "GET /\u{1F} HTTP/1.1\r\n\r\n",
        ])
    func refused(_ bytes: String) async throws {
        let rig = try await HTTPRig()
        let client = try rig.client()
        let answer = try await client.ask(bytes)
        #expect((400...431).contains(answer.status), "\(answer.head)")
        #expect(answer.body.contains("<fault>"))
        #expect(answer.field("Connection") == "close")
        client.endOutput()
        #expect(try await client.rest() == "")
        #expect(try await rig.client().ask(get("/now/1?_=1")).status == 200)
        await rig.server.stop()
    }

    @Test("garbage after a good request is refused after the good reply")
    func afterGood() async throws {
        let rig = try await HTTPRig()
        let client = try rig.client()
        try await client.send(get("/later?_=1") + "nonsense\r\n\r\n")
        await rig.gate.somebodyWaits()
        rig.gate.open()
        #expect(try await client.answer().status == 200)
        #expect(try await client.answer().status == 400)
        client.endOutput()
        #expect(try await client.rest() == "")
        await rig.server.stop()
    }

    @Test("a malformed chunk names the path that it was sent to")
    func knownPath() async throws {
        let rig = try await HTTPRig()
        let answer = try await rig.client().ask("POST /now/1 HTTP/1.1\r\nHost: c\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")
        #expect(answer.body == fault("/now/1", "error, parse parameters"))
        await rig.server.stop()
    }

    @Test(
        "a request that ends too early is refused",
        arguments: ["GET /now/1?_=1 HT", "POST /now/1 HTTP/1.1\r\nHost: c\r\nContent-Length: 10\r\n\r\n_=1"])
    func truncated(_ bytes: String) async throws {
        let rig = try await HTTPRig()
        let client = try rig.client()
        try await client.send(bytes)
        client.endOutput()
        #expect(try await client.answer().status == 400)
        #expect(try await client.rest() == "")
        await rig.server.stop()
    }

    @Test("hundred damaged requests later a good one is answered")
    func mutations() async throws {
        let rig = try await HTTPRig(gateOpen: true) {
            $0.headTime = .milliseconds(100)
            $0.bodyTime = .milliseconds(100)
            $0.idleTime = .milliseconds(100)
            $0.drainTime = .milliseconds(100)
        }
        let seeds = [
            get("/now/1?_=1"), get("/later?_=1", "Accept: */*"), post("/now/2", "_=1", "Expect: 100-continue"),
            post("/upload", "0123456789", HTTPRig.login), get("http://camera/now/3?_=%20", "Connection: close"),
            "POST /upload HTTP/1.1\r\n\(HTTPRig.login)\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        ]
        var random = Sequence64(state: 20_240_607)
        for round in 0..<100 {
            var bytes = Array(seeds[round % seeds.count].utf8)
            for _ in 0...Int(random.next() % 3) {
                let place = Int(random.next() % UInt64(bytes.count))
                switch random.next() % 4 {
                case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
                case 1: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: place)
                case 2: bytes.removeSubrange(place..<min(bytes.count - 1, place + 3))
                default: bytes.insert(contentsOf: bytes[place...].prefix(9), at: place)
                }
            }
            let client = try rig.client()
            try await client.send(bytes)
            client.endOutput()
            let received = try await client.rest()
            #expect(received.isEmpty || received.hasPrefix("HTTP/1.1 "), "round \(round)")
        }
        #expect(try await rig.client().ask(get("/now/1?_=1")).status == 200)
        await rig.server.stop()
    }
}

/// The same numbers on every run (an xorshift).
private struct Sequence64 {
    var state: UInt64

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}

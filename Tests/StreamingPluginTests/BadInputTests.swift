import BoardDevices
import GatewayCore
import MediaCore
import Testing

@testable import StreamingPlugin

@Suite("Bad input", .timeLimit(.minutes(2)))
struct BadInputTests {
    /// Bytes from the wire and the statuses that they are answered with; 0 stands for the connection's end.
    static let table: [(String, [Int])] = [
        ("\r\n\r\nOPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n", [200]),
        ("OPTIONS * RTSP/1.0\nCSeq: 1\n\n", [200]),
        ("OPTIONS * RTSP/1.0\r\ncseq:1\r\n\r\nOPTIONS * RTSP/1.0\r\nCSeq: 2\r\n\r\n", [200, 200]),
        ("OPTIONS * RTSP/1.0\r\n\r\n", [400]),
        ("OPTIONS * RTSP/1.0\r\nCSeq: one\r\n\r\n", [400]),
        ("OPTIONS * RTSP/1.0\r\nCSeq: 99999999999\r\n\r\n", [400]),
        ("OPTIONS * RTSP/1.0\r\nCSeq: -1\r\n\r\n", [400]),
        ("OPTIONS * RTSP/1.0\r\nCSeq: 1\r\nRequire: implicit-play\r\n\r\n", [551]),
        ("OPTIONS * RTSP/1.0\r\nCSeq: 1\r\nSession: x\r\n\r\n", [454]),
        ("RECORD rtsp://h/stream1 RTSP/1.0\r\nCSeq: 1\r\n\r\n", [501]),
        ("options * RTSP/1.0\r\nCSeq: 1\r\n\r\n", [501]),
        ("OPTIONS\u{301} * RTSP/1.0\r\nCSeq: 1\r\n\r\n", [400, 0]),
        ("OPTIONS * RTSP/2.0\r\nCSeq: 1\r\n\r\n", [505, 0]),
        ("GET / HTTP/1.1\r\nHost: h\r\n\r\n", [400, 0]),
        ("RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n", [400, 0]),
        ("OPTIONS  * RTSP/1.0\r\nCSeq: 1\r\n\r\n", [400, 0]),
        ("OPTIONS * RTSP/1.0 \r\nCSeq: 1\r\n\r\n", [400, 0]),
        ("OPTIONS *\r\nCSeq: 1\r\n\r\n", [400, 0]),
        (" OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n", [400, 0]),
        ("OPTIONS * RTSP/1.0\r\nCSeq 1\r\n\r\n", [400, 0]),
        ("OPTIONS * RTSP/1.0\r\n: 1\r\n\r\n", [400, 0]),
        ("OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n folded\r\n\r\n", [400, 0]),
        ("OPTIONS * RTSP/1.0\r\nCSeq: 1\r\nA: \u{0}\r\n\r\n", [400, 0]),
        ("OPTIONS * RTSP/1.0\r\nCSeq: 1\r\nContent-Length: -1\r\n\r\n", [400, 0]),
        ("OPTIONS * RTSP/1.0\r\nCSeq: 1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx", [400, 0]),
        ("OPTIONS * RTSP/1.0\r\nCSeq: 1\r\nContent-Length: 4097\r\n\r\n", [413, 0]),
        ("OPTIONS * RTSP/1.0\r\nCSeq: 1\r\nContent-Length: 99999999999999999999\r\n\r\n", [413, 0]),
        ("OPTIONS * RTSP/1.0\r\nCSeq: 1\r\nContent-Length: 2\r\n\r\nxyOPTIONS * RTSP/1.0\r\nCSeq: 2\r\n\r\n", [200, 200]),
        ("OPTIONS rtsp://h/\(String(repeating: "a", count: 3_000)) RTSP/1.0\r\n", [414, 0]),
        (String(repeating: "A", count: 100_000), [414, 0]),
        ("OPTIONS * RTSP/1.0\r\nA: \(String(repeating: "a", count: 100_000))", [400, 0]),
        ("OPTIONS * RTSP/1.0\r\n\(String(repeating: "A: b\r\n", count: 65))\r\n", [400, 0]),
        ("\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}", [400, 0]),
        ("\u{0}\u{0}\u{0}\u{0}", [400, 0]),
        ("$\u{0}\u{0}\u{0}OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n", [200]),
        ("$\u{0}\u{0}\u{2}xyOPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n", [200]),
    ]

    @Test("each wrong byte string gets its answer, and the server goes on serving", arguments: table)
    func raw(bytes: String, expected: [Int]) async throws {
        try await StreamingFixture.run { fixture in
            let client = try await fixture.client()
            try await client.send(bytes)
            for status in expected { #expect(await client.response().status == status) }
            let other = try await fixture.client()
            #expect(try await other.request("DESCRIBE", "/stream1", [RTSPClient.admin]).status == 200)
        }
    }

    @Test("bytes that are not UTF-8 in a field end the connection with 400")
    func notUTF8() async throws {
        try await StreamingFixture.run { fixture in
            let client = try await fixture.client()
            try await client.send(Array("OPTIONS * RTSP/1.0\r\nCSeq: 1\r\nA: ".utf8) + [0xC3, 0x28, 0x0D, 0x0A, 0x0D, 0x0A])
            #expect(await client.response().status == 400)
            #expect(await client.message() == nil)
        }
    }

    /// A logged-in client's requests that cannot be fulfilled.
    static let requests: [(String, String, [String], Int)] = [
        ("DESCRIBE", "/", [], 404), ("DESCRIBE", "/stream3", [], 404), ("DESCRIBE", "/stream1/trackID=1", [], 404),
        ("DESCRIBE", "//stream1", [], 404), ("DESCRIBE", "/stream1//", [], 404), ("DESCRIBE", "/stream1/../stream2", [], 404),
        ("DESCRIBE", "/STREAM1", [], 404), ("DESCRIBE", "/stream1/trackID=99999999999999999999", [], 404),
        ("DESCRIBE", "/stream1/trackID=-1", [], 404), ("DESCRIBE", "/stream1/track1", [], 404),
        ("DESCRIBE", "http://h/stream1", [], 400), ("DESCRIBE", "*", [], 400), ("DESCRIBE", "rtsp:///stream1", [], 400),
        ("DESCRIBE", "rtsp://", [], 400), ("DESCRIBE", "rtsp://h", [], 404), ("DESCRIBE", "stream1", [], 400),
        ("SETUP", "/stream1", [], 461), ("PLAY", "/stream1", [], 454), ("PAUSE", "/stream1", [], 454),
        ("TEARDOWN", "/stream1", [], 454), ("PLAY", "/stream3", [], 404), ("GET_PARAMETER", "/stream1", [], 200),
        ("SET_PARAMETER", "/stream1", [], 200), ("ANNOUNCE", "/stream1", [], 501), ("REDIRECT", "/stream1", [], 501),
        ("PLAY", "/stream1", ["Session: ;;;"], 454), ("PLAY", "/stream1", ["Session:"], 454),
        ("DESCRIBE", "/stream1", ["Proxy-Require: x"], 551),
    ]

    @Test("requests that cannot be fulfilled get the status that says why", arguments: requests)
    func refused(method: String, path: String, fields: [String], status: Int) async throws {
        try await StreamingFixture.run { fixture in
            let client = try await fixture.client()
            #expect(try await client.request(method, path, [RTSPClient.admin] + fields).status == status)
            #expect(try await client.request("DESCRIBE", "/stream1", [RTSPClient.admin]).status == 200)
        }
    }

    @Test("what does not fit the session's state is answered 455")
    func wrongState() async throws {
        try await StreamingFixture.run { fixture in
            let client = try await fixture.client()
            let transport = "Transport: RTP/AVP/TCP;unicast"
            #expect(try await client.request("SETUP", "/stream1", [RTSPClient.admin, transport]).status == 200)
            #expect(try await client.request("PAUSE", "/stream1").status == 455)
            #expect(try await client.request("PLAY", "/stream2").status == 455)
            #expect(try await client.request("SETUP", "/stream2", [transport]).status == 455)
            #expect(try await client.request("PLAY", "/stream1").status == 200)
            #expect(try await client.request("PLAY", "/stream1").status == 200)
            #expect(try await client.request("SETUP", "/stream1", [transport]).status == 455)
        }
    }

    @Test("parameters that nobody knows are answered 451")
    func parameters() async throws {
        try await StreamingFixture.run { fixture in
            let client = try await fixture.client()
            try await client.send(
                "GET_PARAMETER rtsp://h/stream1 RTSP/1.0\r\nCSeq: 1\r\n\(RTSPClient.admin)\r\nContent-Length: 6\r\n\r\njitter")
            #expect(await client.response().status == 451)
        }
    }

    @Test("a camera without a sub stream answers 404 for it")
    func missingStream() async throws {
        try await StreamingFixture.run(FakeFeeds(streams: [.main])) { fixture in
            let client = try await fixture.client()
            #expect(try await client.request("DESCRIBE", "/stream2", [RTSPClient.admin]).status == 404)
            #expect(try await client.request("DESCRIBE", "/stream1", [RTSPClient.admin]).status == 200)
        }
    }

    @Test("units that lie outside their packet or are empty are left out")
    func brokenPackets() async throws {
        try await StreamingFixture.run { fixture in
            let client = try await fixture.client()
            try await client.play()
            _ = await client.picture()
            let size = PictureSize(width: 640, height: 480)
            let captured = MonotonicInstant(nanoseconds: .max)
            for units in [[], [-5..<2], [0..<900], [1..<1]] {
                fixture.feeds.packets(of: .main)?.publish(
                    Packet(codec: .h264, captured: captured, isKey: false, size: size, bytes: [1, 2, 3], units: units))
            }
            fixture.feeds.packets(of: .main)?.publish(
                Packet(codec: .h265, captured: captured, isKey: true, size: size, bytes: [1], units: [0..<1]))
            let units = fixture.feeds.publishDelta()
            #expect(await client.picture()?.units == units)
        }
    }
}

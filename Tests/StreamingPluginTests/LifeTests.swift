import GatewayCore
import GatewayTesting
import Logging
import MediaCore
import Testing

@testable import StreamingPlugin

@Suite("Life of the server", .timeLimit(.minutes(1)))
struct LifeTests {
    @Test("stopping says good-bye to viewers, closes in order, and takes far less than a second")
    func stops() async throws {
        let fixture = try await StreamingFixture()
        let (client, idle) = (try await fixture.client(), try await fixture.client())
        try await client.play()
        _ = try await idle.request("OPTIONS", "*")
        let began = ContinuousClock.now
        await fixture.test.gateway.stop()
        #expect(ContinuousClock.now - began < .seconds(1))
        var last: RTSPClient.Frame?
        while let frame = await client.frame() { last = frame }
        #expect(last?.bytes.suffix(8).prefix(2) == [0x81, 203])
        #expect(await idle.message() == nil)
        #expect(fixture.feeds.readerCount == 0)
        #expect(fixture.streaming.port == nil)
        fixture.feeds.publishKey()
        fixture.test.clock.advance(by: .seconds(10))
        await #expect(throws: (any Error).self) { try await fixture.client() }
    }

    @Test("a stopped server leaves nothing behind")
    func leavesNothing() async throws {
        let feeds = FakeFeeds()
        let contracts = Contracts()
        contracts.offer((any VideoFeeds).self, feeds)
        let test = try await TestGateway(
            plugins: [Streaming.self], devices: [], product: ["listen.rtsp": "127.0.0.1:0"], contracts: contracts)
        var logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        logger.logLevel = .critical
        var server: RTSPServer? = try await RTSPServer.start(
            at: ListenAddress(host: "127.0.0.1", port: 0), media: Media(video: feeds, sound: nil, talkBack: nil),
            access: test.gateway.access, clock: test.clock,
            ntp: { WallClock.ntp }, limits: Limits(), logger: logger)
        let client = try await RTSPClient.connect(server?.address.port ?? 0)
        try await client.play()
        weak let remaining = server
        await server?.stop()
        server = nil
        #expect(remaining == nil)
        await test.gateway.stop()
    }

    @Test("a stopped server's port can be had again at once")
    func startsAgain() async throws {
        let first = try await StreamingFixture()
        let client = try await first.client()
        try await client.play()
        await first.test.gateway.stop()
        let second = try await StreamingFixture(listen: "127.0.0.1:\(first.port)")
        #expect(try await second.client().play().status == 200)
        await second.test.gateway.stop()
    }

    @Test("a port that is taken ends the start with an error that names it")
    func portTaken() async throws {
        try await StreamingFixture.run { fixture in
            let address = ListenAddress(host: "127.0.0.1", port: fixture.port)
            var logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            logger.logLevel = .critical
            do {
                let server = try await RTSPServer.start(
                    at: address, media: Media(video: fixture.feeds, sound: nil, talkBack: nil),
                    access: fixture.test.gateway.access, clock: fixture.test.clock,
                    ntp: { WallClock.ntp }, limits: Limits(), logger: logger)
                await server.stop()
                Issue.record("two servers at one address")
            } catch {
                #expect("\(error)".contains("127.0.0.1:\(fixture.port)"))
            }
        }
    }

    @Test("without video, or with an address that is none, the module takes no part and says why")
    func absence() async throws {
        let alone = try await TestGateway(plugins: [Streaming.self], devices: [])
        #expect(throws: Absence.self) { try alone.gateway.modules.first?.outcome.get() }
        let nowhere = try await TestGateway(plugins: [Streaming.self], devices: [], product: ["listen.rtsp": "somewhere"])
        do {
            _ = try nowhere.gateway.modules.first?.outcome.get()
            Issue.record("an address that is none was taken")
        } catch {
            #expect("\(error)".contains("listen.rtsp: somewhere"))
        }
    }

    @Test("a client that is silent for 60 s is disconnected, with or without a session")
    func silence() async throws {
        try await StreamingFixture.run { fixture in
            let (viewer, idle, half) = (try await fixture.client(), try await fixture.client(), try await fixture.client())
            try await viewer.play()
            _ = try await idle.request("OPTIONS", "*")
            try await half.send("OPTIONS * RTSP/1.0\r\nCSeq")
            try await fixture.settle()
            fixture.test.clock.advance(by: .seconds(61))
            #expect(await idle.message() == nil)
            #expect(await half.message() == nil)
            while await viewer.frame() != nil {}
            #expect(fixture.feeds.readerCount == 0)
        }
    }

    @Test("connections beyond the limit are told so, and make room when they go")
    func connectionLimit() async throws {
        try await StreamingFixture.run { fixture in
            var open: [RTSPClient] = []
            for _ in 0..<Limits().connectionsPerAddress {
                let client = try await fixture.client()
                #expect(try await client.request("OPTIONS", "*").status == 200)
                open.append(client)
            }
            let refused = try await fixture.client()
            #expect(await refused.response().status == 503)
            #expect(await refused.message() == nil)
            for client in open { await client.close() }
            var status = 0
            while status != 200 { status = try await fixture.client().request("OPTIONS", "*").status }
        }
    }

    @Test(
        "listening addresses are read as they are meant",
        arguments: [
            ("127.0.0.1:8554", "127.0.0.1:8554"), ("[::1]:554", "[::1]:554"), (":0", "0.0.0.0:0"), ("::1:554", nil),
            ("host", nil), ("host:", nil), ("host:65536", nil), ("host:-1", nil), ("[]:1", nil), ("", nil),
            ("host:99999999999999999999", nil),
        ])
    func addresses(text: String, expected: String?) {
        #expect(ListenAddress(text)?.description == expected)
    }

    @Test("a queue that is full loses packets up to the next key frame")
    func queueOverflows() {
        let queue = PacketQueue(capacity: 2)
        let (key, delta) = (LifeTests.packet(isKey: true), LifeTests.packet(isKey: false))
        #expect(queue.offer(key) == .first)
        #expect(queue.offer(delta) == .queued)
        #expect(queue.offer(delta) == .lost)
        #expect(queue.take().count == 2)
        #expect(queue.offer(delta) == .lost)
        #expect(queue.offer(key) == .first)
        #expect(queue.offer(delta) == .queued)
    }

    private static func packet(isKey: Bool) -> Packet {
        Packet(
            codec: .h264, captured: MonotonicInstant(nanoseconds: 0), isKey: isKey, size: PictureSize(width: 1, height: 1),
            bytes: [1], units: [0..<1])
    }
}

import GatewayCore
import GatewayTesting
import MediaCore
import Testing

@testable import StreamingPlugin

@Suite("The back channel", .timeLimit(.minutes(1)))
struct BackChannelTests {
    private static let require = "Require: www.onvif.org/ver20/backchannel"

    private func setup(_ client: RTSPClient) async throws -> RTSPClient.Response {
        try await client.request(
            "SETUP", "/stream1/trackID=2",
            [RTSPClient.admin, BackChannelTests.require, "Transport: RTP/AVP/TCP;unicast;interleaved=4-5"])
    }

    private func packet(_ type: UInt8, _ sequence: UInt16, _ payload: [UInt8], flags: UInt8 = 0x80) -> [UInt8] {
        [flags, type, UInt8(sequence >> 8), UInt8(sequence & 0xFF), 0, 0, 0, 0, 1, 2, 3, 4] + payload
    }

    private func say(_ client: RTSPClient, _ bytes: [UInt8], channel: UInt8 = 4) async throws {
        try await client.send([0x24, channel, UInt8(bytes.count >> 8), UInt8(bytes.count & 0xFF)] + bytes)
    }

    /// Returns when the server has seen everything that the client sent before.
    private func settle(_ client: RTSPClient) async throws {
        #expect(try await client.request("OPTIONS", "/stream1").status == 200)
    }

    @Test("is described to those who require it, and to nobody else")
    func describes() async throws {
        try await StreamingFixture.run(sound: FakeSound()) { fixture in
            let client = try await fixture.client()
            let plain = try await client.request("DESCRIBE", "/stream1", [RTSPClient.admin])
            #expect(!plain.body.contains("sendonly"))
            let answer = try await client.request("DESCRIBE", "/stream1", [RTSPClient.admin, BackChannelTests.require])
            let lines = answer.body.split(separator: "\r\n").map(String.init)
            let expected = [
                "m=audio 0 RTP/AVP 0 8 97", "a=rtpmap:0 PCMU/8000", "a=rtpmap:8 PCMA/8000", "a=rtpmap:97 MPEG4-GENERIC/16000/1",
                "a=sendonly", "a=control:trackID=2",
            ]
            for line in expected { #expect(lines.contains(line), "\(line)") }
            #expect(lines.filter { $0.hasPrefix("m=") }.count == 3)
        }
    }

    @Test("without a loudspeaker, and for options beside it, 551 names what is not there")
    func refused() async throws {
        try await StreamingFixture.run { fixture in
            let client = try await fixture.client()
            let answer = try await client.request("DESCRIBE", "/stream1", [RTSPClient.admin, BackChannelTests.require])
            #expect(answer.status == 551)
            #expect(answer["Unsupported"] == "www.onvif.org/ver20/backchannel")
            #expect(try await setup(client).status == 551)
        }
        try await StreamingFixture.run(sound: FakeSound()) { fixture in
            let client = try await fixture.client()
            let answer = try await client.request(
                "DESCRIBE", "/stream1", [RTSPClient.admin, BackChannelTests.require + ", implicit-play"])
            #expect(answer.status == 551)
            #expect(answer["Unsupported"] == "implicit-play")
        }
    }

    @Test("what is said on its channel reaches the loudspeaker, once, in the format of its payload type")
    func talks() async throws {
        let sound = FakeSound()
        try await StreamingFixture.run(sound: sound) { fixture in
            let client = try await fixture.client()
            #expect(try await setup(client).status == 200)
            try await say(client, packet(0, 1, [9]))
            try await settle(client)
            #expect(sound.said.isEmpty)
            #expect(try await client.request("PLAY", "/stream1").status == 200)
            try await say(client, packet(0, 2, [1, 2]))
            try await say(client, packet(0, 2, [1, 2]))
            try await say(client, packet(8, 3, [3]))
            try await say(client, packet(0, 1, [4]))
            try await say(client, packet(97, 4, [0, 32, 0, 2 << 3, 0, 1 << 3, 5, 6, 7]))
            try await settle(client)
            #expect(sound.said.map(\.frame) == [[1, 2], [3], [5, 6], [7]])
            #expect(sound.said.map(\.format.codec) == [.mulaw, .alaw, .aac, .aac])
        }
    }

    static let garbage: [[UInt8]] = [
        [], [0x80], [UInt8](repeating: 0, count: 11), [UInt8](repeating: 0, count: 12), [UInt8](repeating: 0xFF, count: 12),
        [UInt8](repeating: 0xFF, count: 1_400), [0x8F] + [UInt8](repeating: 0, count: 20),
        [0x90, 0, 0, 9, 0, 0, 0, 0, 1, 2, 3, 4, 0, 0, 0xFF, 0xFF], [0x90, 0, 0, 9, 0, 0, 0, 0, 1, 2, 3, 4, 0],
        [0xA0, 0, 0, 9, 0, 0, 0, 0, 1, 2, 3, 4, 0xFF], [0x80, 33, 0, 9, 0, 0, 0, 0, 1, 2, 3, 4, 1, 2, 3],
        [0x80, 97, 0, 9, 0, 0, 0, 0, 1, 2, 3, 4], [0x80, 97, 0, 10, 0, 0, 0, 0, 1, 2, 3, 4, 0xFF, 0xFF, 1, 2, 3],
        [0x80, 97, 0, 11, 0, 0, 0, 0, 1, 2, 3, 4, 0, 16, 0xFF, 0xFF, 1],
        [0x80, 97, 0, 12, 0, 0, 0, 0, 1, 2, 3, 4, 0, 15, 0, 8, 1],
        [0x80, 97, 0, 13, 0, 0, 0, 0, 1, 2, 3, 4, 0, 16, 0, 0, 1],
    ]

    @Test("garbage is not heard, and what comes after it is")
    func garbage() async throws {
        let sound = FakeSound()
        try await StreamingFixture.run(sound: sound) { fixture in
            let client = try await fixture.client()
            _ = try await setup(client)
            _ = try await client.request("PLAY", "/stream1")
            for bytes in BackChannelTests.garbage { try await say(client, bytes) }
            try await say(client, packet(0, 60_000, [1]), channel: 5)
            try await say(client, packet(0, 60_000, [1]), channel: 77)
            try await settle(client)
            #expect(sound.said.isEmpty)
            try await say(client, packet(0, 100, [5]))
            try await say(client, packet(0, 101, [6, 0, 0, 3], flags: 0xA0))
            try await settle(client)
            #expect(sound.said.map(\.frame) == [[5], [6]])
        }
    }

    @Test("a second talker is told 453, and may talk when the first is gone", arguments: ["TEARDOWN", "close"])
    func oneTalker(end: String) async throws {
        let sound = FakeSound()
        try await StreamingFixture.run(sound: sound) { fixture in
            let first = try await fixture.client()
            let second = try await fixture.client()
            #expect(try await setup(first).status == 200)
            let answer = try await setup(second)
            #expect(answer.status == 453)
            if end == "TEARDOWN" {
                #expect(try await first.request("TEARDOWN", "/stream1").status == 200)
            } else {
                await first.close()
                try await eventually("the first is gone") { !sound.isTaken }
            }
            #expect(try await setup(second).status == 200)
        }
    }

    @Test("a talker watches on the same session, and the picture does not wait for the voice")
    func together() async throws {
        let sound = FakeSound()
        try await StreamingFixture.run(sound: sound) { fixture in
            let client = try await fixture.client()
            _ = try await client.request(
                "SETUP", "/stream1/trackID=0", [RTSPClient.admin, "Transport: RTP/AVP/TCP;unicast;interleaved=0-1"])
            #expect(try await setup(client).status == 200)
            #expect(try await client.request("PLAY", "/stream1").status == 200)
            #expect(await client.picture() != nil)
            try await say(client, packet(0, 1, [1]))
            try await settle(client)
            #expect(sound.said.count == 1)
        }
    }

    @Test("over UDP a voice is heard from the ports that it was set up for, and from no others")
    func datagrams() async throws {
        let sound = FakeSound()
        try await StreamingFixture.run(sound: sound) { fixture in
            let client = try await fixture.client()
            let voice = try await UDPSocket.open()
            let reports = try await UDPSocket.open()
            let stranger = try await UDPSocket.open()
            let answer = try await client.request(
                "SETUP", "/stream1/trackID=2",
                [
                    RTSPClient.admin, BackChannelTests.require,
                    "Transport: RTP/AVP;unicast;client_port=\(voice.port)-\(reports.port)",
                ])
            #expect(answer.status == 200)
            let ports = answer["Transport"].split(separator: ";").first { $0.hasPrefix("server_port=") }
            let port = try #require(ports?.dropFirst(12).split(separator: "-").first.flatMap { Int($0) })
            _ = try await client.request("PLAY", "/stream1")
            try await stranger.send(packet(0, 1, [1]), to: port)
            try await voice.send(packet(0, 2, [2]), to: port)
            try await eventually("heard") { sound.said.count == 1 }
            #expect(sound.said.first?.frame == [2])
        }
    }
}

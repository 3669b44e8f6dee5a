import GatewayCore
import GatewayTesting
import MediaCore
import Testing

@testable import StreamingPlugin

@Suite("Sound beside the picture", .timeLimit(.minutes(1)))
struct SoundTests {
    private func describe(_ client: RTSPClient) async throws -> [String] {
        let answer = try await client.request("DESCRIBE", "/stream1", [RTSPClient.admin])
        #expect(answer.status == 200)
        return answer.body.split(separator: "\r\n").map(String.init)
    }

    /// SETUP of both tracks on channels 0 to 3, and PLAY.
    private func play(_ client: RTSPClient) async throws -> RTSPClient.Response {
        for (track, channels) in [(0, "0-1"), (1, "2-3")] {
            let answer = try await client.request(
                "SETUP", "/stream1/trackID=\(track)",
                [RTSPClient.admin, "Transport: RTP/AVP/TCP;unicast;interleaved=\(channels)"])
            #expect(answer.status == 200)
            #expect(answer["Transport"].contains("interleaved=\(channels)"))
        }
        return try await client.request("PLAY", "/stream1")
    }

    @Test(
        "DESCRIBE tells the sound's format",
        arguments: [
            (FakeSound.mulaw, ["m=audio 0 RTP/AVP 0", "a=rtpmap:0 PCMU/8000", "b=AS:64"]),
            (FakeSound.alaw, ["m=audio 0 RTP/AVP 8", "a=rtpmap:8 PCMA/8000", "b=AS:64"]),
            (
                FakeSound.aac,
                [
                    "m=audio 0 RTP/AVP 97", "a=rtpmap:97 MPEG4-GENERIC/16000/1", "b=AS:32",
                    "a=fmtp:97 streamtype=5;profile-level-id=40;mode=AAC-hbr;sizelength=13;indexlength=3;indexdeltalength=3;"
                        + "config=1408",
                ]
            ),
        ])
    func describes(format: SoundFormat, expected: [String]) async throws {
        try await StreamingFixture.run(sound: FakeSound(format)) { fixture in
            let lines = try await describe(fixture.client())
            for line in expected { #expect(lines.contains(line), "\(line)") }
            #expect(lines.contains("a=control:trackID=1"))
            #expect(lines.filter { $0 == "a=recvonly" }.count == 2)
            #expect(!lines.contains { $0.contains("a=fmtp:0") })
        }
    }

    @Test("sound that is switched off is not described, and cannot be set up")
    func switchedOff() async throws {
        try await StreamingFixture.run(sound: FakeSound(nil)) { fixture in
            let client = try await fixture.client()
            #expect(!(try await describe(client)).contains { $0.hasPrefix("m=audio") })
            let answer = try await client.request(
                "SETUP", "/stream1/trackID=1", [RTSPClient.admin, "Transport: RTP/AVP/TCP;unicast;interleaved=2-3"])
            #expect(answer.status == 404)
        }
    }

    @Test("mu-law goes out a packet of 20 ms each, its time stamps count samples, and the first is marked")
    func mulaw() async throws {
        let sound = FakeSound()
        try await StreamingFixture.run(sound: sound) { fixture in
            let client = try await fixture.client()
            let answer = try await play(client)
            #expect(answer.status == 200)
            #expect(answer["RTP-Info"].contains("trackID=0") && answer["RTP-Info"].contains("trackID=1"))
            var packets: [RTPPacket] = []
            for number in 0..<3 {
                sound.publish([UInt8](repeating: UInt8(number), count: 160))
                packets.append(try #require(await client.frame(on: 2).flatMap(RTPPacket.init)))
            }
            #expect(packets.map(\.payloadType) == [0, 0, 0])
            #expect(packets.map(\.marker) == [true, false, false])
            #expect(packets.map { Array($0.payload) } == (0..<3).map { [UInt8](repeating: UInt8($0), count: 160) })
            #expect(packets[1].timestamp &- packets[0].timestamp == 160)
            #expect(packets[2].timestamp &- packets[1].timestamp == 160)
            #expect(packets[2].sequence &- packets[0].sequence == 2)
            #expect(answer["RTP-Info"].contains("trackID=1;seq=\(packets[0].sequence);"))
        }
    }

    @Test("a frame of AAC goes out behind its size, marked, and 1024 samples later")
    func aac() async throws {
        let sound = FakeSound(FakeSound.aac)
        try await StreamingFixture.run(sound: sound) { fixture in
            let client = try await fixture.client()
            _ = try await play(client)
            sound.publish([1, 2, 3, 4, 5])
            let first = try #require(await client.frame(on: 2).flatMap(RTPPacket.init))
            #expect(Array(first.payload) == [0, 16, 0, 5 << 3, 1, 2, 3, 4, 5])
            #expect(first.payloadType == 97)
            #expect(first.marker)
            sound.publish([6])
            let second = try #require(await client.frame(on: 2).flatMap(RTPPacket.init))
            #expect(second.timestamp &- first.timestamp == 1_024)
        }
    }

    @Test("a card that drifts is followed in steps of milliseconds, lost samples in one step, and nothing goes back")
    func drift() async throws {
        var timeline = SoundTimeline(rate: 8_000, offset: 1_000)
        var captured = MonotonicInstant(nanoseconds: 1_000_000_000)
        func packet(_ late: Duration = .zero) -> SoundPacket {
            captured = captured + late
            defer { captured = captured + .milliseconds(20) }
            return SoundPacket(codec: .mulaw, sampleRate: 8_000, sampleCount: 160, captured: captured, bytes: [])
        }
        #expect(timeline.take(packet()) == (9_000, false))
        #expect(timeline.take(packet(.milliseconds(2))) == (9_160, true))
        #expect(timeline.take(packet(.milliseconds(2))) == (9_320, true))
        // 6 ms away from its place: now it steps there.
        #expect(timeline.take(packet(.milliseconds(2))) == (9_528, false))
        #expect(timeline.take(packet(.seconds(1))) == (17_688, false))
        #expect(timeline.take(packet(.zero - .milliseconds(500))) == (17_848, true))
    }

    @Test("sender reports of picture and sound tell the same wall clock, each with its own time stamp")
    func reports() async throws {
        let sound = FakeSound()
        try await StreamingFixture.run(sound: sound) { fixture in
            let client = try await fixture.client()
            _ = try await play(client)
            sound.publish([UInt8](repeating: 0, count: 160))
            var found: [UInt8: [UInt8]] = [:]
            while found.count < 2, let frame = await client.frame() {
                if frame.channel == 1 || frame.channel == 3 { found[frame.channel] = frame.bytes }
            }
            let picture = try #require(found[1])
            let voice = try #require(found[3])
            #expect(picture[1] == 200 && voice[1] == 200)
            #expect(picture[8..<16] == voice[8..<16])
            #expect(picture[4..<8] != voice[4..<8])
        }
    }

    @Test("sound that is switched off falls silent, the picture goes on, and it comes back")
    func silence() async throws {
        let sound = FakeSound()
        try await StreamingFixture.run(sound: sound) { fixture in
            let client = try await fixture.client()
            _ = try await play(client)
            sound.publish([1])
            #expect(await client.frame(on: 2) != nil)
            sound.set(nil)
            fixture.feeds.publishDelta()
            #expect(await client.picture() != nil)
            sound.set(FakeSound.alaw)
            sound.publish([2])
            sound.set(FakeSound.mulaw)
            sound.publish([3])
            let next = try #require(await client.frame(on: 2).flatMap(RTPPacket.init))
            #expect(Array(next.payload) == [3])
            #expect(!(try await describe(fixture.client())).contains("a=rtpmap:8 PCMA/8000"))
        }
    }

    @Test("whoever was told of another format watches without sound, and PLAY does not wait for it")
    func otherFormat() async throws {
        let sound = FakeSound()
        try await StreamingFixture.run(sound: sound) { fixture in
            let client = try await fixture.client()
            _ = try await describe(client)
            sound.set(FakeSound.aac)
            #expect(try await play(client).status == 200)
            sound.publish([1, 2])
            fixture.feeds.publishDelta()
            #expect(await client.picture() != nil)
            #expect(await client.picture() != nil)
        }
    }

    @Test("the microphone is listened to while somebody plays its track, and not by those who only watch")
    func demand() async throws {
        let sound = FakeSound()
        try await StreamingFixture.run(sound: sound) { fixture in
            let watcher = try await fixture.client()
            _ = try await watcher.play()
            #expect(sound.packets.readerCount == 0)
            let listener = try await fixture.client()
            _ = try await play(listener)
            #expect(sound.packets.readerCount == 1)
            _ = try await listener.request("PAUSE", "/stream1")
            #expect(sound.packets.readerCount == 0)
        }
    }

    @Test("over UDP both tracks have ports of their own, and a report from either is a sign of life")
    func datagrams() async throws {
        let sound = FakeSound()
        try await StreamingFixture.run(sound: sound) { fixture in
            let client = try await fixture.client()
            let picture = try await UDPSocket.open()
            let pictureReports = try await UDPSocket.open()
            let voice = try await UDPSocket.open()
            let voiceReports = try await UDPSocket.open()
            for (track, rtp, rtcp) in [(0, picture, pictureReports), (1, voice, voiceReports)] {
                let answer = try await client.request(
                    "SETUP", "/stream1/trackID=\(track)",
                    [RTSPClient.admin, "Transport: RTP/AVP;unicast;client_port=\(rtp.port)-\(rtcp.port)"])
                #expect(answer.status == 200)
            }
            #expect(try await client.request("PLAY", "/stream1").status == 200)
            sound.publish([7, 7])
            let packet = try #require(await voice.datagram().flatMap(RTPPacket.init))
            #expect(Array(packet.payload) == [7, 7])
            #expect(await picture.datagram() != nil)
            #expect(await voiceReports.datagram()?[1] == 200)
            #expect(await pictureReports.datagram()?[1] == 200)
        }
    }
}

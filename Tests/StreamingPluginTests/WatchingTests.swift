import GatewayCore
import GatewayTesting
import MediaCore
import Testing

@testable import StreamingPlugin

@Suite("Watching", .timeLimit(.minutes(1)))
struct WatchingTests {
    @Test("a client learns the stream's parameter sets, its control URLs and its rate from DESCRIBE")
    func describes() async throws {
        try await StreamingFixture.run { fixture in
            let client = try await fixture.client()
            let answer = try await client.request("DESCRIBE", "/stream1", [RTSPClient.admin])
            #expect(answer.status == 200)
            #expect(answer["Content-Type"] == "application/sdp")
            #expect(answer["Content-Base"] == client.url("/stream1/"))
            let lines = answer.body.split(separator: "\r\n").map(String.init)
            #expect(lines.contains("m=video 0 RTP/AVP 96"))
            #expect(lines.contains("a=rtpmap:96 H264/90000"))
            #expect(
                lines.contains(
                    "a=fmtp:96 packetization-mode=1;profile-level-id=42C01E;sprop-parameter-sets=Z0LAHqq7,aM48gA=="))
            #expect(lines.contains("a=control:trackID=0"))
            #expect(lines.contains("a=framerate:25"))
            #expect(lines.contains("b=AS:1024"))
            #expect(fixture.feeds.readerCount == 0)
        }
    }

    @Test("DESCRIBE keeps the parameter sets until the settings change")
    func cachesParameterSets() async throws {
        try await StreamingFixture.run { fixture in
            let client = try await fixture.client()
            _ = try await client.request("DESCRIBE", "/stream1", [RTSPClient.admin])
            _ = try await client.request("DESCRIBE", "/stream1", [RTSPClient.admin])
            #expect(fixture.feeds.keyRequests == 1)
            fixture.feeds.set(PictureSize(width: 1_280, height: 720))
            let answer = try await client.request("DESCRIBE", "/stream1", [RTSPClient.admin])
            #expect(answer.status == 200)
            #expect(fixture.feeds.keyRequests == 2)
        }
    }

    @Test("DESCRIBE of a stream that gives no key frame is answered 503 after 2 s, and nobody reads the stream any more")
    func describeGivesUp() async throws {
        try await StreamingFixture.run { fixture in
            fixture.feeds.answerKeyRequests(false)
            let client = try await fixture.client()
            async let answer = client.request("DESCRIBE", "/stream1", [RTSPClient.admin])
            await fixture.waitForReaders(1)
            fixture.feeds.publishDelta()
            fixture.test.clock.advance(by: .seconds(2))
            #expect(try await answer.status == 503)
            #expect(fixture.feeds.readerCount == 0)
            fixture.feeds.answerKeyRequests(true)
            #expect(try await client.request("DESCRIBE", "/stream1", [RTSPClient.admin]).status == 200)
        }
    }

    @Test("a viewer starts at a key frame, and RTP-Info tells its first packet")
    func startsAtKey() async throws {
        try await StreamingFixture.run { fixture in
            fixture.feeds.answerKeyRequests(false)
            let client = try await fixture.client()
            async let playing = client.play()
            await fixture.waitForReaders(1)
            fixture.feeds.publishDelta()
            let key = fixture.feeds.publishKey(size: 10_000)
            let answer = try await playing
            #expect(answer.status == 200)
            #expect(answer["Range"] == "npt=now-")
            let picture = try #require(await client.picture())
            #expect(picture.units == key)
            let first = try #require(picture.packets.first)
            #expect(
                answer["RTP-Info"]
                    == "url=\(client.url("/stream1/"))trackID=0;seq=\(first.sequence);rtptime=\(first.timestamp)")
        }
    }

    @Test("PLAY is answered without RTP-Info when no key frame comes for 2 s, and the viewer still gets the next one")
    func playWithoutPicture() async throws {
        try await StreamingFixture.run { fixture in
            fixture.feeds.answerKeyRequests(false)
            let client = try await fixture.client()
            async let playing = client.play()
            await fixture.waitForReaders(1)
            fixture.test.clock.advance(by: .seconds(2))
            let answer = try await playing
            #expect(answer.status == 200)
            #expect(answer["RTP-Info"].isEmpty)
            let key = fixture.feeds.publishKey()
            #expect(await client.picture()?.units == key)
        }
    }

    @Test("every unit arrives as it was, whatever its size, in packets of at most 1,400 bytes of payload")
    func reassembles() async throws {
        try await StreamingFixture.run { fixture in
            let client = try await fixture.client()
            try await client.play()
            var last = try #require(await client.picture())
            var lastTime = try #require(last.packets.first?.timestamp)
            for size in [1, 2, 1_398, 1_399, 1_400, 1_401, 1_402, 2_797, 2_798, 100_000] {
                let units = fixture.feeds.publishDelta(size: size)
                let picture = try #require(await client.picture())
                #expect(picture.units == units)
                #expect(picture.follows(last))
                #expect(picture.packets.allSatisfy { $0.payload.count <= 1_400 && $0.payloadType == 96 })
                #expect(picture.packets.dropLast().allSatisfy { !$0.marker })
                // 40 ms of the capture clock are 3,600 ticks of 90 kHz.
                #expect(picture.packets.allSatisfy { $0.timestamp == lastTime &+ 3_600 })
                lastTime = lastTime &+ 3_600
                last = picture
            }
        }
    }

    @Test("parameter sets travel together in one packet before the picture")
    func aggregates() async throws {
        try await StreamingFixture.run { fixture in
            let client = try await fixture.client()
            try await client.play()
            let picture = try #require(await client.picture())
            let aggregate: UInt8 = 0x60 | 24
            #expect(picture.packets.first?.payload.first == aggregate)
        }
    }

    @Test("time stamps go on even when a driver's capture times go back")
    func timeNeverGoesBack() async throws {
        try await StreamingFixture.run { fixture in
            let client = try await fixture.client()
            try await client.play()
            let first = try #require(await client.picture()?.packets.first?.timestamp)
            fixture.feeds.publishDelta(sooner: .seconds(3))
            #expect(await client.picture()?.packets.first?.timestamp == first &+ 1)
            fixture.feeds.publishDelta()
            #expect(await client.picture()?.packets.first?.timestamp == first &+ 7_200)
        }
    }

    @Test("PAUSE ends the encoding, PLAY goes on at a key frame, TEARDOWN leaves the connection for another session")
    func pausesAndGoesOn() async throws {
        try await StreamingFixture.run { fixture in
            let client = try await fixture.client()
            try await client.play()
            _ = await client.picture()
            #expect(try await client.request("PAUSE", "/stream1").status == 200)
            #expect(fixture.feeds.readerCount == 0)
            #expect(try await client.request("PAUSE", "/stream1").status == 455)
            fixture.feeds.publishDelta()
            #expect(try await client.request("PLAY", "/stream1").status == 200)
            let units = try #require(await client.picture()?.units)
            #expect(units.contains(FakeFeeds.sequenceSet))
            #expect(try await client.request("TEARDOWN", "/stream1").status == 200)
            #expect(fixture.feeds.readerCount == 0)
            #expect(try await client.play("/stream2").status == 200)
        }
    }

    @Test("when the encoder is set anew, viewers stay and get the new parameter sets before the next key frame")
    func newSettings() async throws {
        try await StreamingFixture.run { fixture in
            let client = try await fixture.client()
            try await client.play()
            _ = await client.picture()
            fixture.feeds.set(PictureSize(width: 1_920, height: 1_080))
            let key = fixture.feeds.publishKey(sequenceSet: [0x67, 0x64, 0x00, 0x28, 0x01])
            #expect(await client.picture()?.units == key)
            let other = try await fixture.client()
            let answer = try await other.request("DESCRIBE", "/stream1", [RTSPClient.admin])
            #expect(answer.body.contains("profile-level-id=640028;"))
        }
    }

    @Test("viewers share what is sent, each from its own key frame on, and the last one ends the encoding")
    func severalViewers() async throws {
        try await StreamingFixture.run { fixture in
            let first = try await fixture.client()
            let second = try await fixture.client()
            try await first.play()
            _ = await first.picture()
            fixture.feeds.publishDelta()
            _ = await first.picture()
            try await second.play()
            let both = try #require(await second.picture())
            let same = try #require(await first.picture())
            #expect(both.units == same.units)
            #expect(fixture.feeds.readerCount == 1)
            await first.close()
            let units = fixture.feeds.publishDelta()
            #expect(await second.picture()?.units == units)
            await second.close()
            await fixture.waitForReaders(0)
        }
    }
}

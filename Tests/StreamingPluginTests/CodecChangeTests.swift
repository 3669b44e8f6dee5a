import GatewayCore
import GatewayTesting
import MediaCore
import Testing

@testable import StreamingPlugin

@Suite("Another codec on a running stream", .timeLimit(.minutes(1)))
struct CodecChangeTests {
    @Test("ends who watches the old one with a good-bye, and new viewers get the new description", arguments: [true, false])
    func ends(toH265: Bool) async throws {
        let (before, after): (VideoCodec, VideoCodec) = toH265 ? (.h264, .h265) : (.h265, .h264)
        try await StreamingFixture.run { fixture in
            fixture.feeds.set(before)
            let client = try await fixture.client()
            try await client.play()
            _ = await client.picture()
            fixture.feeds.set(after)
            fixture.feeds.publishKey()
            var frames: [RTSPClient.Frame] = []
            while let frame = await client.frame() { frames.append(frame) }
            // The sender report that came with the first picture, and the good-bye: nothing of the new codec.
            #expect(frames.allSatisfy { $0.channel == 1 })
            #expect(frames.last?.bytes.suffix(8).prefix(2) == [0x81, 203])
            await fixture.waitForReaders(0)
            let other = try await fixture.client()
            let answer = try await other.request("DESCRIBE", "/stream1", [RTSPClient.admin])
            #expect(answer.body.contains("a=rtpmap:96 \(after == .h265 ? "H265" : "H264")/90000"))
            try await other.play()
            let picture = try #require(await other.picture())
            #expect((after == .h265 ? picture.h265Units : picture.units)?.last?.count == 3_000)
        }
    }

    @Test("lets nobody play what was described before it, and the same connection may ask anew")
    func staleDescription() async throws {
        try await StreamingFixture.run { fixture in
            let client = try await fixture.client()
            _ = try await client.request("DESCRIBE", "/stream1", [RTSPClient.admin])
            fixture.feeds.set(.h265)
            #expect(try await client.play().status == 455)
            #expect(fixture.feeds.readerCount == 0)
            #expect(try await client.request("TEARDOWN", "/stream1").status == 200)
            let answer = try await client.request("DESCRIBE", "/stream1", [RTSPClient.admin])
            #expect(answer.body.contains("H265/90000"))
            #expect(try await client.play().status == 200)
        }
    }

    @Test("is no reason to end somebody over pictures of the old codec that were under way")
    func latePictures() async throws {
        try await StreamingFixture.run { fixture in
            fixture.feeds.set(.h265)
            fixture.feeds.answerKeyRequests(false)
            let client = try await fixture.client()
            async let playing = client.play()
            await fixture.waitForReaders(1)
            // The settings are told first, then pictures follow.
            fixture.feeds.publish([FakeFeeds.sequenceSet, FakeFeeds.pictureSet, [0x65, 1, 2]], isKey: true, codec: .h264)
            let key = fixture.feeds.publishKey()
            #expect(try await playing.status == 200)
            #expect(await client.picture()?.h265Units == key)
        }
    }

    @Test("with the same settings is described by its own parameter sets")
    func sameSettings() async throws {
        try await StreamingFixture.run { fixture in
            let client = try await fixture.client()
            _ = try await client.request("DESCRIBE", "/stream1", [RTSPClient.admin])
            fixture.feeds.set(.h265)
            let answer = try await client.request("DESCRIBE", "/stream1", [RTSPClient.admin])
            #expect(answer.body.contains("sprop-vps=") && !answer.body.contains("sprop-parameter-sets="))
        }
    }
}

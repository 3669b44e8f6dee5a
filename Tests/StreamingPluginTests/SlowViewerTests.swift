import Testing

@testable import StreamingPlugin

@Suite("Slow viewers", .timeLimit(.minutes(2)))
struct SlowViewerTests {
    @Test("a viewer that does not take its pictures loses some up to a key frame, and disturbs nobody")
    func loses() async throws {
        try await StreamingFixture.run { fixture in
            let slow = try await RTSPClient.connect(fixture.port, receiveBuffer: 65_536)
            let fast = try await fixture.client()
            try await slow.play()
            try await slow.setReading(false)
            try await fast.play()
            fixture.feeds.answerKeyRequests(false)
            var last = try #require(await fast.picture())
            // More than all buffers between server and client can hold.
            for _ in 0..<40 {
                let units = fixture.feeds.publishDelta(size: 400_000)
                let picture = try #require(await fast.picture())
                #expect(picture.units == units)
                #expect(picture.follows(last))
                last = picture
            }
            try await slow.setReading(true)
            var found: Picture?
            // The slow one catches up while key frames go on coming.
            await withTaskGroup(of: Picture?.self) { group in
                group.addTask { await SlowViewerTests.pictureAfterGap(slow) }
                group.addTask {
                    while !Task.isCancelled {
                        fixture.feeds.publishKey(size: 2_000)
                        _ = await fast.picture()
                    }
                    return nil
                }
                found = await group.next() ?? nil
                group.cancelAll()
            }
            let units = try #require(found?.units)
            #expect(units.first == FakeFeeds.sequenceSet)
        }
    }

    /// The first whole picture after lost packets.
    private static func pictureAfterGap(_ client: RTSPClient) async -> Picture? {
        var last: Picture?
        while let picture = await client.picture() {
            if let last, !picture.follows(last) { return picture }
            last = picture
        }
        return nil
    }
}

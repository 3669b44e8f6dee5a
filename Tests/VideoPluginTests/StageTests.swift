import BoardDevices
import GatewayCore
import GatewayTesting
import MediaCore
import Synchronization
import Testing

@Suite("Stages between sensor and encoder")
struct StageTests {
    /// Adds to every pixel of the luma, at one place, for one stream or all.
    private final class Brush: FrameStage {
        let place: FrameStagePlace
        private let stream: VideoStream?
        private let amount: UInt8
        private let settings = Mutex<[EncoderSettings?]>([])

        init(_ place: FrameStagePlace, add amount: UInt8, on stream: VideoStream? = nil) {
            self.place = place
            self.amount = amount
            self.stream = stream
        }

        var seen: [EncoderSettings?] { settings.withLock { $0 } }

        func changes(_ context: FrameContext) -> Bool { stream == nil || stream == context.stream }

        func apply(to frame: inout Frame, _ context: FrameContext) {
            settings.withLock { $0.append(context.settings) }
            frame.withMutablePlanes { planes in
                for y in 0..<planes[0].height {
                    for x in 0..<planes[0].width { planes[0].row(y)[x] = planes[0].row(y)[x] &* 2 &+ amount }
                }
            }
        }
    }

    private func bench(_ stages: [Brush]) async throws -> (Bench, any FrameFeed) {
        let contracts = Contracts()
        for stage in stages { contracts.offer((any FrameStage).self, stage) }
        // The main stream has the sensor's own size: its picture is the shared one unless somebody draws.
        let bench = try await Bench(contracts: contracts)
        return (bench, try contracts.need((any FrameFeed).self, "pictures"))
    }

    @Test("an overlay is on its stream only, and neither on the other, nor for analysis, nor in the sensor's picture")
    func overlays() async throws {
        let (bench, feed) = try await bench([Brush(.overlay, add: 1, on: .main)])
        let analysed = Heard<Frame>()
        let analysis = feed.frames.subscribe { analysed.note($0) }
        let (main, large) = try await bench.read(.main)
        let (sub, small) = try await bench.read(.sub)
        let taken = try #require(bench.camera.take(50, at: 0))
        try await eventually("both streams have it") { large.all.count == 1 && small.all.count == 1 }
        #expect(large.all[0].bytes == [101])
        #expect(small.all[0].bytes == [50])
        #expect(level(of: taken) == 50)
        #expect(analysed.all.map(level) == [50])
        for reader in [analysis, main, sub] { reader.cancel() }
    }

    @Test("adjustments come before masks, masks before overlays, whoever was offered first; all see the result")
    func order() async throws {
        let stages = [Brush(.overlay, add: 1), Brush(.mask, add: 2), Brush(.adjustment, add: 3)]
        let (bench, feed) = try await bench(stages)
        let analysed = Heard<Frame>()
        let analysis = feed.frames.subscribe { analysed.note($0) }
        let (reader, heard) = try await bench.read(.sub)
        let taken = try #require(bench.camera.take(10, at: 0))
        try await eventually("the stream has it") { heard.all.count == 1 }
        #expect(analysed.all.map(level) == [(10 * 2 + 3) * 2 + 2])
        #expect(heard.all[0].bytes == [((10 * 2 + 3) * 2 + 2) * 2 + 1])
        #expect(level(of: taken) == 10)
        #expect(stages[2].seen == [nil])
        #expect(stages[0].seen.map { $0?.size.width } == [32])
        for reader in [analysis, reader] { reader.cancel() }
    }

    @Test("stages that change nothing are not asked to")
    func unchanged() async throws {
        let brush = Brush(.overlay, add: 1, on: .main)
        let (bench, _) = try await bench([brush])
        let (reader, heard) = try await bench.read(.sub)
        _ = try await bench.take(9, at: 0, for: heard)
        #expect(brush.seen.isEmpty)
        reader.cancel()
    }
}

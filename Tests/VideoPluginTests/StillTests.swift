import BoardDevices
import GatewayCore
import GatewayTesting
import Logging
import MediaCore
import Testing
@testable import VideoPlugin

@Suite("Stills")
struct StillTests {
    private func snapshots(_ contracts: Contracts) throws -> any Snapshots {
        try contracts.need((any Snapshots).self, "stills")
    }

    private func pipeline(_ stills: FakeStills?, _ size: PictureSize = PictureSize(width: 32, height: 24)) -> StreamPipeline {
        let settings = EncoderSettings(size: size, framerate: 25, govLength: 50, bitrate: 500, control: .cbr)
        return StreamPipeline(
            stream: .sub, setup: StreamPipeline.Setup(codec: .h264, encoder: settings), encoders: [], scaler: FakeScaler(),
            stillEncoder: stills, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, demand: {})
    }

    @Test("a still starts the camera, has its stream's size, needs no video encoder, and lets the camera rest")
    func still() async throws {
        let contracts = Contracts()
        let bench = try await Bench(contracts: contracts)
        let snapshots = try snapshots(contracts)
        let still = Task { try await snapshots.jpeg(of: .sub) }
        let taken = Heard<Bool>()
        Task {
            _ = try await still.value
            taken.note(true)
        }
        var time: Int64 = 0
        try await eventually("the still is taken") {
            time += 40
            bench.camera.take(7, at: time)
            return !taken.all.isEmpty
        }
        #expect(try await still.value == [7, 32])
        #expect(bench.encoders.made.isEmpty)
        bench.clock.advance(by: .seconds(3))
        try await eventually("the camera rests") { !bench.camera.isRunning }
    }

    @Test("five who ask at once get the same picture, encoded once")
    func shared() async throws {
        let stills = FakeStills()
        let clock = ManualClock()
        let pipeline = pipeline(stills)
        let waiting = (0..<5).map { _ in Task { try await pipeline.still(within: .seconds(3), of: clock) } }
        try await eventually("five wait") { pipeline.waitingStills == 5 }
        pipeline.offer(picture(42, at: 0, size: PictureSize(width: 64, height: 48)))
        for still in waiting { #expect(try await still.value == [42, 32]) }
        #expect(stills.count == 1)
        pipeline.stop()
    }

    @Test("a camera that gives no picture for 3 s is busy, to each who asks in turn")
    func noPicture() async throws {
        let clock = ManualClock()
        let pipeline = pipeline(FakeStills())
        let early = Task { try await pipeline.still(within: .seconds(3), of: clock) }
        try await eventually("one waits") { pipeline.waitingStills == 1 }
        clock.advance(by: .seconds(2))
        let late = Task { try await pipeline.still(within: .seconds(3), of: clock) }
        try await eventually("two wait") { pipeline.waitingStills == 2 }
        clock.advance(by: .seconds(1))
        await #expect(throws: Fault.busy) { try await early.value }
        #expect(pipeline.waitingStills == 1)
        pipeline.offer(picture(8, at: 0, size: PictureSize(width: 32, height: 24)))
        #expect(try await late.value == [8, 32])
        pipeline.stop()
    }

    @Test("no picture is 503 on the wire, and the camera is let go")
    func busyReply() async throws {
        let contracts = Contracts()
        let bench = try await Bench(contracts: contracts)
        let snapshots = try snapshots(contracts)
        let still = Task {
            do throws(Fault) {
                _ = try await snapshots.jpeg(of: .main)
                return 200
            } catch {
                return error.status
            }
        }
        try await eventually("the still waits") { bench.camera.isRunning && bench.clock.waiting == 2 }
        bench.clock.advance(by: .seconds(3))
        #expect(await still.value == 503)
        bench.clock.advance(by: .seconds(3))
        try await eventually("the camera rests") { !bench.camera.isRunning }
    }

    @Test("the end refuses who still waits")
    func stopping() async throws {
        let pipeline = pipeline(FakeStills())
        let clock = ManualClock()
        let still = Task { try await pipeline.still(within: .seconds(3), of: clock) }
        try await eventually("one waits") { pipeline.waitingStills == 1 }
        pipeline.stop()
        await #expect(throws: Fault.busy) { try await still.value }
    }

    @Test("too many who wait are refused at once")
    func bounded() async throws {
        let pipeline = pipeline(FakeStills())
        let clock = ManualClock()
        let waiting = (0..<64).map { _ in Task { try await pipeline.still(within: .seconds(3), of: clock) } }
        try await eventually("64 wait") { pipeline.waitingStills == 64 }
        await #expect(throws: Fault.busy) { try await pipeline.still(within: .seconds(3), of: clock) }
        pipeline.stop()
        for still in waiting { await #expect(throws: Fault.busy) { try await still.value } }
    }

    @Test("a still encoder that fails or is missing is a device's fault for those who wait, and the stream goes on")
    func brokenEncoder() async throws {
        let broken = FakeStills()
        broken.setBroken(true)
        for stills in [broken, nil] {
            let pipeline = pipeline(stills)
            let clock = ManualClock()
            let still = Task { try await pipeline.still(within: .seconds(3), of: clock) }
            try await eventually("one waits") { pipeline.waitingStills == 1 }
            pipeline.offer(picture(1, at: 0, size: PictureSize(width: 32, height: 24)))
            await #expect(throws: DeviceFault.self) { try await still.value }
            pipeline.stop()
        }
    }
}

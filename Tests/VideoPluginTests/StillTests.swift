import BoardDevices
import Dispatch
import GatewayCore
import GatewayTesting
import Logging
import MediaCore
import Synchronization
import Testing
@testable import VideoPlugin

@Suite("Stills")
struct StillTests {
    private func snapshots(_ contracts: Contracts) throws -> any Snapshots {
        try contracts.need((any Snapshots).self, "stills")
    }

    private func pipeline(
        _ stills: FakeStills?, _ size: PictureSize = PictureSize(width: 32, height: 24), encoders: [FakeEncoders] = []
    ) -> StreamPipeline {
        let settings = EncoderSettings(size: size, framerate: 25, govLength: 50, bitrate: 500, control: .cbr)
        return StreamPipeline(
            stream: .sub, setup: StreamPipeline.Setup(codec: .h264, encoder: settings), encoders: encoders,
            scaler: FakeScaler(), stillEncoder: stills, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            demand: {})
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

    @Test("a still shows a picture that came after it was asked for, even while an earlier one waits")
    func noEarlierPicture() async throws {
        let (gate, encoders, stills) = (DispatchSemaphore(value: 0), FakeEncoders(), FakeStills())
        encoders.setGate(gate)
        let pipeline = pipeline(stills, encoders: [encoders])
        let heard = Heard<Packet>()
        let reader = pipeline.feed.subscribe { heard.note($0) }
        let size = PictureSize(width: 32, height: 24)
        pipeline.offer(picture(1, at: 0, size: size))
        try await eventually("the encoder has the first") { encoders.calls.count == 1 }
        pipeline.offer(picture(2, at: 40, size: size))
        let still = Task { try await pipeline.still(within: .seconds(3), of: ManualClock()) }
        try await eventually("one waits") { pipeline.waitingStills == 1 }
        for _ in 0..<2 { gate.signal() }
        try await eventually("both are through") { heard.all.count == 2 }
        #expect(pipeline.waitingStills == 1)
        encoders.setGate(nil)
        pipeline.offer(picture(3, at: 80, size: size))
        #expect(try await still.value == [3, 32])
        #expect(stills.count == 1)
        reader.cancel()
        pipeline.stop()
    }

    @Test(
        "what is drawn over a picture that nobody else holds is drawn into it, and else into a copy", arguments: [true, false])
    func drawnInPlace(isHeld: Bool) async throws {
        let (gate, encoders) = (DispatchSemaphore(value: 0), FakeEncoders())
        encoders.setGate(gate)
        let pipeline = pipeline(nil, encoders: [encoders])
        let brush = AddressBrush()
        pipeline.setOverlays([brush])
        let reader = pipeline.feed.subscribe { _ in }
        let size = PictureSize(width: 32, height: 24)
        pipeline.offer(picture(1, at: 0, size: size))
        try await eventually("the encoder has the first") { encoders.calls.count == 1 }
        // Handed over while the stream's thread is busy, the picture is nobody else's when its turn comes.
        var second: Frame? = picture(2, at: 40, size: size)
        let address = second?.withPlanes { Int(bitPattern: $0[0].base) }
        if let second { pipeline.offer(second) }
        if !isHeld { second = nil }
        for _ in 0..<2 { gate.signal() }
        try await eventually("it was drawn over") { brush.addresses.count == 2 }
        #expect((brush.addresses[1] == address) == !isHeld)
        #expect(second.map(level) == (isHeld ? 2 : nil))
        reader.cancel()
        pipeline.stop()
    }
}

/// Notes where the pixels lie that it draws over.
private final class AddressBrush: FrameStage {
    let place = FrameStagePlace.overlay
    private let seen = Mutex<[Int]>([])

    var addresses: [Int] { seen.withLock { $0 } }

    func changes(_ context: FrameContext) -> Bool { true }

    func apply(to frame: inout Frame, _ context: FrameContext) {
        let address = frame.withMutablePlanes { planes in
            planes[0].row(0)[0] = 77
            return Int(bitPattern: planes[0].base)
        }
        seen.withLock { $0.append(address) }
    }
}

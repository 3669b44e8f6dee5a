import BoardDevices
import ClipDriver
import GatewayTesting
import MediaCore
import Testing

@Suite("The moving test picture")
struct TestPictureTests {
    private let wish = CaptureWish(size: PictureSize(width: 320, height: 240), rate: 25)

    @Test("keeps what every camera must keep")
    func conformance() throws {
        try FrameSourceConformance.check(openedDevice(ClipEntry.self, as: .camera), wish: wish)
    }

    @Test("comes in the wished size and at the wished rate, by the clock")
    func pace() throws {
        let clock = ManualClock()
        let camera = try openedDevice(ClipEntry.self, as: .camera, clock: clock)
        let begin = clock.now
        let collector = FrameCollector()
        try camera.start(CaptureWish(size: PictureSize(width: 640, height: 360), rate: 30), deliver: collector.take)
        defer { camera.stop() }
        for index in 0..<90 {
            let frame = try collector.next()
            #expect(frame.size == PictureSize(width: 640, height: 360))
            #expect(frame.number == UInt64(index))
            #expect(frame.captured == begin + FrameRate(30).time(ofFrame: Int64(index)))
            clock.advance(by: .nanoseconds(33_333_334))
        }
    }

    @Test("stays within the board's limits")
    func limits() throws {
        let clock = ManualClock()
        let camera = try openedDevice(ClipEntry.self, as: .camera, ["size": "VGA", "rate": "10"], clock: clock)
        #expect(camera.maximumSize == PictureSize(width: 640, height: 480))
        #expect(camera.maximumRate == 10)
        let collector = FrameCollector()
        try camera.start(CaptureWish(size: PictureSize(width: 1920, height: 1080), rate: 60), deliver: collector.take)
        defer { camera.stop() }
        let first = try collector.next()
        clock.advance(by: .milliseconds(100))
        let second = try collector.next()
        #expect(first.size == PictureSize(width: 640, height: 480))
        #expect(second.captured - first.captured == .milliseconds(100))
    }

    @Test("shows the eight bars in their colours, in the order of their brightness")
    func bars() throws {
        let frame = try frames(1)[0]
        let lumas = (0..<8).map { TestFrames.average(frame, x: $0 * 40 + 8..<$0 * 40 + 32, y: 200..<236)[0] }
        #expect(lumas == [180, 162, 131, 112, 84, 65, 35, 16])
        #expect(TestFrames.average(frame, x: 208..<232, y: 200..<236) == [65, 100, 212])
    }

    @Test("moves and counts")
    func motion() throws {
        let frames = try frames(3)
        for (earlier, later) in zip(frames, frames.dropFirst()) {
            #expect(TestFrames.psnr(earlier, later) < 60)
        }
    }

    @Test("survives any wish", arguments: [0, 1, -7, 17, .max, .min])
    func wishes(number: Int) throws {
        let clock = ManualClock()
        let camera = try openedDevice(ClipEntry.self, as: .camera, ["size": "QVGA"], clock: clock)
        let collector = FrameCollector()
        let size = PictureSize(width: number, height: number)
        try camera.start(CaptureWish(size: size, rate: number), deliver: collector.take)
        #expect(try collector.next().size.width >= 16)
        camera.stop()
    }

    @Test("names what is wrong in a board file", arguments: [("size", "BIG"), ("rate", "0"), ("clip", ""), ("zoom", "3")])
    func badKeys(key: String, value: String) {
        #expect(throws: ConfigFailure.self) { try openedDevice(ClipEntry.self, as: .camera, [key: value]) }
    }

    private func frames(_ count: Int) throws -> [Frame] {
        let clock = ManualClock()
        let camera = try openedDevice(ClipEntry.self, as: .camera, clock: clock)
        let collector = FrameCollector()
        try camera.start(wish, deliver: collector.take)
        defer { camera.stop() }
        return try (0..<count).map { _ in
            let frame = try collector.next()
            clock.advance(by: .milliseconds(40))
            return frame
        }
    }
}

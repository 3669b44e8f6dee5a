import BoardDevices
import ClipDriver
import GatewayTesting
import MediaCore
import Testing

@Suite("A clip in a file")
struct ClipFileTests {
    private let folder: TemporaryFolder
    private let size = PictureSize(width: 64, height: 48)
    private let pictures: [Frame]
    private let wish = CaptureWish(size: PictureSize(width: 1920, height: 1080), rate: 30)

    init() throws {
        folder = try TemporaryFolder()
        let size = size
        pictures = (0..<4).map { TestFrames.moving(size, index: $0) }
    }

    @Test("keeps what every camera must keep")
    func conformance() throws {
        try FrameSourceConformance.check(try camera(TestFrames.y4m(pictures)), wish: wish)
    }

    @Test("is played round and round, every sample as it is in the file")
    func rounds() throws {
        let clock = ManualClock()
        let frames = try play(TestFrames.y4m(pictures), 11, clock, .milliseconds(40))
        for (index, frame) in frames.enumerated() {
            #expect(frame.number == UInt64(index))
            #expect(TestFrames.samples(frame) == TestFrames.samples(pictures[index % 4]))
        }
    }

    @Test("keeps its own rate over its rounds, without drift", arguments: [("30000:1001", 30_000, 1001), ("7:1", 7, 1)])
    func rate(text: String, numerator: Int, denominator: Int) throws {
        let clock = ManualClock()
        let rate = FrameRate(numerator, denominator)
        let begin = clock.now
        let bytes = TestFrames.y4m(pictures, header: "F\(text) C420mpeg2")
        let frames = try play(bytes, 50, clock, rate.interval + .nanoseconds(1))
        for (index, frame) in frames.enumerated() {
            #expect(frame.captured == begin + rate.time(ofFrame: Int64(index)))
        }
    }

    @Test("does not hurry after a long pause, but begins anew")
    func pause() throws {
        let clock = ManualClock()
        let camera = try camera(TestFrames.y4m(pictures), clock: clock)
        let collector = FrameCollector()
        try camera.start(wish, deliver: collector.take)
        defer { camera.stop() }
        _ = try collector.next()
        clock.advance(by: .seconds(100))
        // What was waiting for its moment comes with that moment; then the counting begins at the present.
        var late = try collector.next()
        var old = 0
        while late.captured < clock.now {
            late = try collector.next()
            old += 1
        }
        #expect(late.captured == clock.now)
        // Hurrying would be 2500 pictures.
        #expect(old < 100)
        clock.advance(by: .milliseconds(40))
        #expect(try collector.next().captured == late.captured + .milliseconds(40))
    }

    @Test("limits neither size nor rate of the streams")
    func limits() throws {
        let camera = try camera(TestFrames.y4m(pictures, header: "F30000:1001"))
        #expect(camera.maximumSize == nil)
        #expect(camera.maximumRate == nil)
    }

    @Test(
        "is taken with any 4:2:0 colour space, parameters of pictures and comments",
        arguments: [("F25:1", "FRAME"), ("F25:1 C420paldv XYSCSS=420", "FRAME Ip XA"), ("F0:0 C420", "FRAME ")])
    func dialects(header: String, frameLine: String) throws {
        let frames = try play(
            TestFrames.y4m(pictures, header: header, frameLine: frameLine), 5, ManualClock(), .milliseconds(40))
        #expect(TestFrames.samples(frames[3]) == TestFrames.samples(pictures[3]))
    }

    @Test(
        "is refused by name where it cannot be played",
        arguments: [
            ("RIFF", "ends before its header"), ("RIFF\n", "no YUV4MPEG2"),
            (String(repeating: "x", count: 5000), "no YUV4MPEG2"), ("YUV4MPEG2\n", "size"),
            ("YUV4MPEG2 W63 H48 F25:1\nFRAME\n", "size"),
            ("YUV4MPEG2 W64 H99999999999999999999 F25:1\n", "size"), ("YUV4MPEG2 W-64 H48\n", "size"),
            ("YUV4MPEG2 W64 H48 F25\n", "rate"), ("YUV4MPEG2 W64 H48 F25:0\n", "rate"),
            ("YUV4MPEG2 W64 H48 F-25:1\n", "rate"), ("YUV4MPEG2 W64 H48 F9223372036854775807:1\n", "rate"),
            ("YUV4MPEG2 W64 H48 F25:1 C444\n", "colour space C444"),
            ("YUV4MPEG2 W64 H48 F25:1 C420p10\n", "colour space C420p10"),
            ("YUV4MPEG2 W64 H48 F25:1 It\n", "interlaced"), ("YUV4MPEG2 W64 H48 F25:1\n", "no whole picture"),
            ("YUV4MPEG2 W64 H48 F25:1\nFRAME\nabc", "no whole picture"), ("", "ends before its header"),
            ("YUV4MPEG2 W64 H48", "ends before its header"), ("YUV4MPEG2 \u{e9}\u{0}\n", "size"),
        ])
    func bad(text: String, reason: String) throws {
        let fault = try #require(faultOfOpening(try folder.write(Array(text.utf8), to: "bad.y4m")))
        #expect(fault.kind == .failed)
        #expect(fault.message.contains(reason))
        #expect(fault.message.contains(folder.file("bad.y4m")))
    }

    @Test("is a missing device where there is no such file, a forbidden or failed one where it is no file")
    func missing() throws {
        #expect(faultOfOpening(folder.file("none.y4m"))?.kind == .missing)
        #expect(faultOfOpening(folder.path)?.kind == .failed)
    }

    @Test("is a fault at the start where the file has gone since")
    func gone() throws {
        let camera = try camera(TestFrames.y4m(pictures))
        let collector = FrameCollector()
        try folder.remove("clip.y4m")
        #expect(throws: DeviceFault.self) { try camera.start(wish, deliver: collector.take) }
        try folder.write(TestFrames.y4m(pictures), to: "clip.y4m")
        try camera.start(wish, deliver: collector.take)
        #expect(try collector.next().size == size)
        camera.stop()
    }

    @Test("is played as far as it goes where it is cut off or damaged, and that is logged once", arguments: [false, true])
    func truncated(isDamaged: Bool) throws {
        var bytes = TestFrames.y4m(pictures)
        if isDamaged {
            let picture = size.area * 3 / 2 + 6
            bytes[bytes.count - picture] = UInt8(ascii: "X")
        } else {
            bytes.removeLast(100)
        }
        let log = LogRecorder()
        let clock = ManualClock()
        let camera = try camera(bytes, clock: clock, log: log)
        let collector = FrameCollector()
        try camera.start(wish, deliver: collector.take)
        for index in 0..<9 {
            #expect(TestFrames.samples(try collector.next()) == TestFrames.samples(pictures[index % 3]))
            clock.advance(by: .milliseconds(40))
        }
        camera.stop()
        let messages = log.messages
        #expect(messages.count == 1)
        #expect(messages.first?.contains(isDamaged ? "no FRAME" : "ends within a picture") == true)
    }

    private func play(_ bytes: [UInt8], _ count: Int, _ clock: ManualClock, _ step: Duration) throws -> [Frame] {
        let camera = try camera(bytes, clock: clock)
        let collector = FrameCollector()
        try camera.start(wish, deliver: collector.take)
        defer { camera.stop() }
        return try (0..<count).map { _ in
            let frame = try collector.next()
            clock.advance(by: step)
            return frame
        }
    }

    private func camera(
        _ bytes: [UInt8], clock: any MonotonicClock = SystemMonotonicClock(), log: LogRecorder = LogRecorder()
    ) throws -> any FrameSource {
        let path = try folder.write(bytes, to: "clip.y4m")
        return try openedDevice(ClipEntry.self, as: .camera, ["clip": path], clock: clock, logger: log.logger)
    }

    private func faultOfOpening(_ clip: String) -> DeviceFault? {
        do {
            _ = try openedDevice(ClipEntry.self, as: .camera, ["clip": clip])
            return nil
        } catch let missing as MissingRole {
            return missing.fault
        } catch {
            return nil
        }
    }
}

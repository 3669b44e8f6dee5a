import BoardDevices
import GatewayTesting
import LibAVDriver
import MediaCore
import Testing

@Suite("A clip that libavformat opens")
struct LibAVFileTests {
    private let folder: TemporaryFolder
    private let size = PictureSize(width: 64, height: 48)
    private let pictures: [Frame]
    private let wish = CaptureWish(size: PictureSize(width: 64, height: 48), rate: 25)

    init() throws {
        folder = try TemporaryFolder()
        let size = size
        pictures = (0..<5).map { TestFrames.moving(size, index: $0) }
    }

    @Test("keeps what every camera must keep")
    func conformance() throws {
        try FrameSourceConformance.check(try camera(TestFrames.y4m(pictures)), wish: wish)
    }

    @Test("is played round and round at its own rate, every sample as it is in the file")
    func rounds() throws {
        let clock = ManualClock()
        let begin = clock.now
        let camera = try camera(TestFrames.y4m(pictures, header: "F10:1 C420jpeg"), clock: clock)
        #expect(camera.maximumSize == nil)
        let collector = FrameCollector()
        try camera.start(wish, deliver: collector.take)
        defer { camera.stop() }
        for index in 0..<17 {
            let frame = try collector.next()
            #expect(frame.captured == begin + .milliseconds(100) * index)
            #expect(frame.number == UInt64(index))
            #expect(TestFrames.psnr(frame, pictures[index % 5]) > 45)
            clock.advance(by: .milliseconds(100))
        }
    }

    @Test("becomes I420 where its pixels lie otherwise")
    func conversion() throws {
        var file = Array("YUV4MPEG2 W64 H48 F25:1 C444\nFRAME\n".utf8)
        for value: UInt8 in [150, 60, 200] { file += [UInt8](repeating: value, count: 64 * 48) }
        let camera = try camera(file, clock: ManualClock())
        let collector = FrameCollector()
        try camera.start(wish, deliver: collector.take)
        defer { camera.stop() }
        let frame = try collector.next()
        #expect(frame.layout == .i420)
        let colour = TestFrames.average(frame, x: 0..<64, y: 0..<48)
        #expect(zip(colour, [150, 60, 200]).allSatisfy { abs($0 - $1) <= 1 })
    }

    @Test(
        "may be compressed, with pictures that refer to later ones",
        .enabled(if: ExternalProgram.exists("ffmpeg"), "ffmpeg, which makes the clip, is not installed"))
    func compressed() throws {
        try folder.write(TestFrames.y4m((0..<25).map { TestFrames.moving(size, index: $0) }), to: "raw.y4m")
        try ExternalProgram("ffmpeg")?.run(
            ["-i", folder.file("raw.y4m"), "-c:v", "libx264", "-bf", "3", "-crf", "10", folder.file("clip.mp4")])
        let clock = ManualClock()
        let begin = clock.now
        let camera = try openedDevice(LibAVEntry.self, as: .camera, ["clip": folder.file("clip.mp4")], clock: clock)
        let collector = FrameCollector()
        try camera.start(wish, deliver: collector.take)
        defer { camera.stop() }
        for index in 0..<60 {
            let frame = try collector.next()
            #expect(TestFrames.psnr(frame, TestFrames.moving(size, index: index % 25)) > 30)
            #expect(frame.captured == begin + .milliseconds(40) * index)
            clock.advance(by: .milliseconds(40))
        }
    }

    @Test("is a missing device where there is no such file, a failed one where it is no clip")
    func faults() throws {
        #expect(faultOfOpening(folder.file("none.mp4"))?.kind == .missing)
        #expect(faultOfOpening(try folder.write(Array("no clip at all".utf8), to: "bad.mp4"))?.kind == .failed)
        #expect(faultOfOpening(try folder.write([], to: "empty.mp4"))?.kind == .failed)
        #expect(faultOfOpening(folder.path) != nil)
    }

    @Test("must be named in the board file")
    func keys() {
        #expect(throws: ConfigFailure.self) { try openedDevice(LibAVEntry.self, as: .camera) }
        #expect(throws: ConfigFailure.self) { try openedDevice(LibAVEntry.self, as: .camera, ["clip": ""]) }
    }

    private func camera(_ bytes: [UInt8], clock: any MonotonicClock = SystemMonotonicClock()) throws -> any FrameSource {
        let path = try folder.write(bytes, to: "clip.y4m")
        return try openedDevice(LibAVEntry.self, as: .camera, ["clip": path], clock: clock)
    }

    private func faultOfOpening(_ clip: String) -> DeviceFault? {
        do {
            _ = try openedDevice(LibAVEntry.self, as: .camera, ["clip": clip])
            return nil
        } catch let missing as MissingRole {
            return missing.fault
        } catch {
            return nil
        }
    }
}

import BoardDevices
import ClipDriver
import GatewayTesting
import MediaCore
import Testing

@Suite("A clip in a pipe")
struct ClipPipeTests {
    private let folder: TemporaryFolder
    private let path: String
    private let pictures = (0..<3).map { TestFrames.moving(PictureSize(width: 64, height: 48), index: $0) }
    private let wish = CaptureWish(size: PictureSize(width: 64, height: 48), rate: 25)
    private let log = LogRecorder()

    init() throws {
        folder = try TemporaryFolder()
        path = try folder.makePipe("clip")
    }

    @Test("is delivered as it comes, from one writer after the other")
    func writers() throws {
        let camera = try camera()
        let collector = FrameCollector()
        try camera.start(wish, deliver: collector.take)
        defer { camera.stop() }
        for round in 0..<3 {
            try folder.write(TestFrames.y4m(pictures), to: "clip")
            for (index, frame) in try collector.next(3).enumerated() {
                #expect(frame.number == UInt64(round * 3 + index))
                #expect(TestFrames.samples(frame) == TestFrames.samples(pictures[index]))
            }
            // Only who has seen the end of one writer can tell the next one apart.
            #expect(try log.next().contains("has ended"))
        }
    }

    @Test("can be stopped while no writer has come, and while one is silent", arguments: [false, true])
    func silence(hasWriter: Bool) throws {
        let camera = try camera()
        let collector = FrameCollector()
        try camera.start(wish, deliver: collector.take)
        let writer = hasWriter ? try folder.openPipe("clip") : nil
        camera.stop()
        #expect(collector.count == 0)
        writer?.close()
    }

    @Test("is named in the log where it is no clip")
    func noise() throws {
        let camera = try camera()
        try camera.start(wish, deliver: FrameCollector().take)
        defer { camera.stop() }
        try folder.write(Array("GIF89a\n".utf8), to: "clip")
        let message = try log.next()
        #expect(message.contains(path) && message.contains("no YUV4MPEG2 stream"))
    }

    @Test("promises what the board file says, for the pipe says nothing before it is read")
    func promises() throws {
        let camera = try openedDevice(ClipEntry.self, as: .camera, ["clip": path, "size": "720P", "rate": "30"])
        #expect(camera.maximumSize == PictureSize(width: 1280, height: 720))
        #expect(camera.maximumRate == 30)
        #expect(try self.camera().maximumSize == nil)
    }

    private func camera() throws -> any FrameSource {
        try openedDevice(ClipEntry.self, as: .camera, ["clip": path], logger: log.logger)
    }
}

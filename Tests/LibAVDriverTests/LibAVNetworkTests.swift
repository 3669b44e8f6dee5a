import BoardDevices
import GatewayTesting
import LibAVDriver
import MediaCore
import Testing

@Suite("A stream in the network")
struct LibAVNetworkTests {
    private let pictures = (0..<5).map { TestFrames.moving(PictureSize(width: 64, height: 48), index: $0) }
    private let wish = CaptureWish(size: PictureSize(width: 64, height: 48), rate: 25)
    private let log = LogRecorder()

    @Test("is opened again and again when the other side goes away")
    func reconnection() throws {
        let server = try StreamServer()
        let camera = try camera("tcp://127.0.0.1:\(server.port)")
        let collector = FrameCollector()
        try camera.start(wish, deliver: collector.take)
        defer { camera.stop() }
        for round in 0..<2 {
            try server.acceptAndSend(TestFrames.y4m(pictures))
            let frames = try collector.next(5)
            #expect(frames.map(\.number) == (0..<5).map { UInt64(round * 5 + $0) })
            #expect(try log.next().contains("has ended"))
        }
    }

    @Test("can be stopped while the other side is silent")
    func silence() throws {
        let server = try StreamServer()
        let camera = try camera("tcp://127.0.0.1:\(server.port)")
        let collector = FrameCollector()
        try camera.start(wish, deliver: collector.take)
        let connection = try server.accept()
        camera.stop()
        #expect(collector.count == 0)
        connection.close()
    }

    @Test("never shows its secrets in the log")
    func secrets() throws {
        let server = try StreamServer()
        let port = server.port
        server.close()
        for path in ["clip?token=hidden", "a@b/clip?x=hidden@y", "?hidden"] {
            let camera = try camera("rtsp://user:hidden/hidden@127.0.0.1:\(port)/\(path)")
            try camera.start(wish, deliver: FrameCollector().take)
            let message = try log.next()
            camera.stop()
            #expect(message.contains("rtsp://"))
            #expect(!message.contains("hidden") && !message.contains("user"))
        }
    }

    private func camera(_ address: String) throws -> any FrameSource {
        try openedDevice(LibAVEntry.self, as: .camera, ["clip": address], logger: log.logger)
    }
}

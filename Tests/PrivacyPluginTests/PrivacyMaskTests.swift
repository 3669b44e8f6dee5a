import BoardDevices
import GatewayCore
import GatewayTesting
import MediaCore
import PrivacyPlugin
import Testing

@Suite("Privacy masks")
struct PrivacyMaskTests {
    private struct StillCamera: FrameSource {
        let maximumSize: PictureSize? = nil
        let maximumRate: Int? = nil
        func start(_ wish: CaptureWish, deliver: @escaping @Sendable (Frame) -> Void) throws(DeviceFault) {}
        func stop() {}
    }

    private let context = FrameContext(stream: nil, settings: nil)
    private let size = PictureSize(width: 200, height: 100)

    private func privacy(store: MemoryStore = MemoryStore()) async throws -> (TestGateway, CGIClient, any FrameStage) {
        let contracts = Contracts()
        let gateway = try await TestGateway(
            plugins: [Privacy.self], devices: [(["camera"], StillCamera())], store: store, contracts: contracts)
        return (gateway, try await gateway.client(), try contracts.need((any FrameStage).self, "a stage"))
    }

    /// The picture behind the stage, of one colour before it.
    private func picture(_ stage: any FrameStage, _ size: PictureSize, layout: PixelLayout = .i420) -> Frame {
        var frame = TestFrames.flat(size, luma: 100, blue: 90, red: 160, layout: layout)
        if stage.changes(context) { stage.apply(to: &frame, context) }
        return frame
    }

    /// Where the luma of a picture is not what it was.
    private func filled(_ frame: Frame) -> Set<[Int]> {
        frame.withPlanes { planes in
            (0..<planes[0].height).reduce(into: Set<[Int]>()) { places, y in
                for (x, level) in planes[0].row(y).enumerated() where level != 100 { places.insert([x, y]) }
            }
        }
    }

    private func places(_ x: Range<Int>, _ y: Range<Int>) -> Set<[Int]> {
        Set(x.flatMap { x in y.map { [x, $0] } })
    }

    @Test("nothing is filled unless an operator asks for it, and pictures are then not even copied")
    func factory() async throws {
        let (_, _, stage) = try await privacy()
        #expect(!stage.changes(context))
        #expect(stage.place == .mask)
    }

    @Test("a rectangle in percent is filled, and nothing else is", arguments: [PixelLayout.i420, .nv12])
    func rectangle(layout: PixelLayout) async throws {
        let (_, client, stage) = try await privacy()
        let reply = await client.get(
            "/cgi-bin/privacy_mask?mask_3_enable=1&mask_3_x=10&mask_3_y=20&mask_3_width=30&mask_3_height=40")
        #expect(reply.status == 200)
        let frame = picture(stage, size, layout: layout)
        #expect(filled(frame) == places(20..<80, 20..<60))
        let levels = frame.withPlanes { planes -> [UInt8] in
            let step = layout == .nv12 ? 2 : 1
            let red = planes[layout == .nv12 ? 1 : 2].row(20)
            return [planes[0].row(30)[40], planes[1].row(20)[20 * step], red[20 * step + step - 1], planes[1].row(5)[0]]
        }
        #expect(levels == [16, 128, 128, 90])
    }

    @Test("the same part is filled in pictures of every size, rims and all", arguments: [320, 642, 1280, 1920])
    func sizes(width: Int) async throws {
        let (_, client, stage) = try await privacy()
        _ = await client.get("/cgi-bin/privacy_mask?mask_1_enable=1&mask_1_x=33&mask_1_y=33&mask_1_width=33&mask_1_height=1")
        let height = width * 9 / 16 & ~1
        let found = filled(picture(stage, PictureSize(width: width, height: height)))
        for (index, whole, end) in [(0, width, 66), (1, height, 34)] {
            let (first, last) = (found.map { $0[index] }.min() ?? -1, found.map { $0[index] }.max() ?? -1)
            #expect(first * 100 <= 33 * whole && (first + 2) * 100 > 33 * whole)
            #expect((last + 1) * 100 >= end * whole && (last - 1) * 100 < end * whole)
        }
    }

    @Test("what goes beyond the picture is cut off, and a rectangle outside does no harm")
    func outside() async throws {
        let (_, client, stage) = try await privacy()
        _ = await client.get("/cgi-bin/privacy_mask?mask_1_enable=1&mask_1_x=90&mask_1_y=95&mask_1_width=100&mask_1_height=100")
        #expect(filled(picture(stage, size)) == places(180..<200, 94..<100))
        _ = await client.get("/cgi-bin/privacy_mask?mask_1_x=100&mask_1_y=100")
        #expect(filled(picture(stage, size)).isEmpty)
        _ = await client.get("/cgi-bin/privacy_mask?mask_1_x=0&mask_1_y=0")
        #expect(filled(picture(stage, size)).count == size.area)
        #expect(filled(picture(stage, PictureSize(width: 2, height: 2))).count == 4)
    }

    @Test("eight rectangles may overlap; each can be taken away by itself")
    func eight() async throws {
        let (_, client, stage) = try await privacy()
        let query = (1...8).map { "mask_\($0)_enable=1&mask_\($0)_x=\($0 * 10)&mask_\($0)_width=20&mask_\($0)_height=100" }
        #expect(await client.get("/cgi-bin/privacy_mask?" + query.joined(separator: "&")).status == 200)
        #expect(filled(picture(stage, size)) == places(20..<200, 0..<100))
        #expect(await client.get("/cgi-bin/privacy_mask?mask_1_enable=0&mask_2_enable=0&mask_4_enable=0").status == 200)
        #expect(filled(picture(stage, size)) == places(60..<200, 0..<100))
    }

    @Test("three colours", arguments: [(0, 16), (1, 126), (2, 235)])
    func colors(color: Int, level: Int) async throws {
        let (_, client, stage) = try await privacy()
        _ = await client.get("/cgi-bin/privacy_mask?color=\(color)&mask_8_enable=1")
        #expect(TestFrames.average(picture(stage, size), x: 0..<50, y: 0..<25) == [level, 128, 128])
    }

    @Test("a picture that somebody else looks at stays whole")
    func shared() async throws {
        let (_, client, stage) = try await privacy()
        _ = await client.get("/cgi-bin/privacy_mask?mask_1_enable=1")
        let original = TestFrames.flat(size, luma: 100)
        var copy = original
        stage.apply(to: &copy, context)
        #expect(filled(original).isEmpty && !filled(copy).isEmpty)
    }

    @Test("what is refused, and what cannot be stored, changes nothing")
    func refusals() async throws {
        let (gateway, client, stage) = try await privacy()
        _ = await client.get("/cgi-bin/privacy_mask?mask_1_enable=1")
        let before = filled(picture(stage, size))
        #expect(
            await client.get("/cgi-bin/privacy_mask?mask_1_enable=0&mask_2_height=0").reason == "mask_2_height range: 1-100")
        gateway.store.setFull(true)
        #expect(await client.get("/cgi-bin/privacy_mask?mask_1_enable=0").reason == "storage error")
        #expect(filled(picture(stage, size)) == before)
        gateway.store.setFull(false)
        let viewer = try await gateway.client(privilege: .user)
        #expect(await viewer.get("/cgi-bin/privacy_mask?mask_1_enable=0").reason == "no permission")
        #expect(await viewer.get("/cgi-bin/privacy_mask").status == 200)
    }

    @Test("masks are there from the first picture after a restart")
    func restart() async throws {
        let store = MemoryStore()
        let (_, client, first) = try await privacy(store: store)
        _ = await client.get("/cgi-bin/privacy_mask?mask_5_enable=1&mask_5_x=50")
        let (_, _, second) = try await privacy(store: store)
        #expect(filled(picture(second, size)) == filled(picture(first, size)))
        #expect(second.changes(context))
    }

    @Test("without a camera there are no masks")
    func noCamera() async throws {
        let gateway = try await TestGateway(plugins: [Privacy.self], devices: [])
        #expect(try await gateway.client().get("/cgi-bin/privacy_mask").reason == "not supported")
    }
}

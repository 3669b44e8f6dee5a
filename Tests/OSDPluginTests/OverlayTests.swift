import BoardDevices
import GatewayCore
import GatewayTesting
import MediaCore
import OSDPlugin
import Testing

@Suite("The OSD module")
struct OverlayTests {
    private struct StillCamera: FrameSource {
        let maximumSize: PictureSize? = nil
        let maximumRate: Int? = nil
        func start(_ wish: CaptureWish, deliver: @escaping @Sendable (Frame) -> Void) throws(DeviceFault) {}
        func stop() {}
    }

    private struct StoppedTime: LocalTime {
        let now = CivilTime(year: 2026, month: 11, day: 24, hour: 8, minute: 0, second: 0)
    }

    private static let size = PictureSize(width: 320, height: 240)
    private let context = FrameContext(
        stream: .sub,
        settings: EncoderSettings(size: OverlayTests.size, framerate: 25, govLength: 50, bitrate: 500, control: .cbr))

    private func osd(hasTime: Bool = true) async throws -> (CGIClient, any FrameStage) {
        let contracts = Contracts()
        if hasTime { contracts.offer((any LocalTime).self, StoppedTime()) }
        let gateway = try await TestGateway(plugins: [OSD.self], devices: [(["camera"], StillCamera())], contracts: contracts)
        return (try await gateway.client(), try contracts.need((any FrameStage).self, "a stage"))
    }

    /// The rows of the picture that the stage wrote into.
    private func rows(_ stage: any FrameStage) -> Set<Int> {
        var frame = TestFrames.flat(OverlayTests.size, luma: 100)
        if stage.changes(context) { stage.apply(to: &frame, context) }
        return frame.withPlanes { planes in
            Set((0..<planes[0].height).filter { y in planes[0].row(y).contains { $0 != 100 } })
        }
    }

    @Test("the time stands at the top and the title at the bottom unless said otherwise; the text is an overlay")
    func factory() async throws {
        let (_, stage) = try await osd()
        let rows = rows(stage)
        #expect(rows.contains { $0 < 30 } && rows.contains { $0 > 210 } && !rows.contains(120))
        #expect(stage.place == .overlay)
    }

    @Test("switched off it leaves pictures untouched")
    func off() async throws {
        let (client, stage) = try await osd()
        #expect(await client.get("/cgi-bin/osd?enable=0").status == 200)
        #expect(!stage.changes(context))
        #expect(rows(stage).isEmpty)
    }

    @Test("without a module that knows the time only the title is written")
    func noTime() async throws {
        let (_, stage) = try await osd(hasTime: false)
        #expect(rows(stage).allSatisfy { $0 > 200 })
    }

    @Test("an empty title writes nothing, and resolution and bit rate take its place")
    func emptyTitle() async throws {
        let (client, stage) = try await osd(hasTime: false)
        #expect(await client.get("/cgi-bin/osd?title_utf8=").status == 200)
        #expect(rows(stage).isEmpty)
        #expect(await client.get("/cgi-bin/osd?show_res_bit=3").status == 200)
        let one = rows(stage).count
        #expect(one > 0)
        #expect(await client.get("/cgi-bin/osd?title_utf8=A").status == 200)
        #expect(rows(stage).count > one)
    }

    @Test("a change is in the very next picture")
    func nextPicture() async throws {
        let (client, stage) = try await osd(hasTime: false)
        #expect(await client.get("/cgi-bin/osd?title_pos_y=0").status == 200)
        #expect(rows(stage).allSatisfy { $0 < 30 })
        #expect(await client.get("/cgi-bin/osd?title_pos_type=1&title_pos_y=50").status == 200)
        #expect(rows(stage).allSatisfy { (100...140).contains($0) })
    }

    @Test("a position that the new type does not have is refused")
    func positionTypes() async throws {
        let (client, _) = try await osd()
        #expect(await client.get("/cgi-bin/osd?title_pos_type=1&title_pos_x=77").status == 200)
        #expect(await client.get("/cgi-bin/osd?title_pos_type=0").reason == "title_pos_x range: 0-2")
        #expect(await client.get("/cgi-bin/osd?title_pos_type=0&title_pos_x=2").status == 200)
    }

    @Test("titles of any script and 64 bytes do no harm, and are told as they were meant")
    func titles() async throws {
        let (client, stage) = try await osd(hasTime: false)
        #expect(await client.get("/cgi-bin/osd?title_utf8=%E4%BD%A0%E5%A5%BD%3C%22%26%F0%9F%98%80").status == 200)
        #expect(await client.get("/cgi-bin/osd").text.contains("title_utf8=\"你好&lt;&quot;&amp;😀\""))
        #expect(!rows(stage).isEmpty)
        #expect(await client.get("/cgi-bin/osd?title_utf8=\(String(repeating: "W", count: 64))").status == 200)
        #expect(!rows(stage).isEmpty)
    }
}

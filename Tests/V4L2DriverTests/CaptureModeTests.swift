import BoardDevices
import MediaCore
import Testing

@testable import V4L2Driver

@Suite("What a prober tells of a camera's pictures")
struct CaptureModeTests {
    private func size(_ width: Int, _ height: Int) -> PictureSize { PictureSize(width: width, height: height) }

    @Test("a size has the highest whole rate of all formats that give it")
    func discrete() {
        let offers = [
            CaptureOffer(format: .yuyv, code: 1, sizes: .only(size(640, 480)), rates: [FrameRate(30), FrameRate(15)]),
            CaptureOffer(format: .yuyv, code: 1, sizes: .only(size(1280, 720)), rates: [FrameRate(10)]),
            CaptureOffer(format: .mjpeg, code: 2, sizes: .only(size(1280, 720)), rates: [FrameRate(30_000, 1_001)]),
        ]
        let modes = CaptureMode.modes(of: offers) { _, _ in [] }
        #expect(modes == [CaptureMode(size: size(1280, 720), rate: 29), CaptureMode(size: size(640, 480), rate: 30)])
    }

    @Test("of a range of sizes the usual ones within it are told, each with its own rate")
    func stepwise() {
        let sizes = CaptureOffer.Sizes.between(smallest: size(320, 240), largest: size(1280, 960), step: size(2, 2))
        let offers = [CaptureOffer(format: .nv12, code: 3, sizes: sizes, rates: [FrameRate(12)])]
        let modes = CaptureMode.modes(of: offers) { _, size in size.width > 640 ? [FrameRate(20)] : [FrameRate(60)] }
        #expect(
            modes == [
                CaptureMode(size: size(1280, 960), rate: 12), CaptureMode(size: size(1280, 720), rate: 20),
                CaptureMode(size: size(640, 480), rate: 60), CaptureMode(size: size(320, 240), rate: 60),
            ])
    }

    @Test("a camera that tells no rate is taken to be an ordinary one")
    func silent() {
        let offers = [CaptureOffer(format: .yu12, code: 4, sizes: .only(size(640, 480)), rates: [])]
        #expect(CaptureMode.modes(of: offers) { _, _ in [] } == [CaptureMode(size: size(640, 480), rate: 25)])
        #expect(CaptureMode.modes(of: []) { _, _ in [] } == [])
    }
}

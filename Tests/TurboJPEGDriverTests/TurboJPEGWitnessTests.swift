import BoardDevices
import GatewayTesting
import MediaCore
import Testing
import TurboJPEGDriver

@Suite("The libjpeg-turbo encoder, with ffmpeg as the witness")
struct TurboJPEGWitnessTests {
    @Test(
        "keeps picture and colours, in both layouts",
        .enabled(if: ExternalProgram.exists("ffmpeg"), "the witness ffmpeg is not installed"),
        arguments: [PixelLayout.i420, .nv12])
    func likeness(layout: PixelLayout) throws {
        let encoder = try openedDevice(TurboJPEGEntry.self, as: .stillEncoder)
        let folder = try TemporaryFolder()
        let size = PictureSize(width: 642, height: 362)
        let file = try encoder.encode(TestFrames.moving(size, index: 9, layout: layout), quality: 90)
        try folder.write(file, to: "in.jpg")
        try ExternalProgram("ffmpeg")?.run(
            ["-i", folder.file("in.jpg"), "-f", "rawvideo", "-pix_fmt", "yuv420p", folder.file("out.yuv")])
        let decoded = try #require(TestFrames.pictures(ofRaw: try folder.read("out.yuv"), size: size).first)
        let original = TestFrames.moving(size, index: 9)
        #expect(TestFrames.psnr(decoded, original) > 32)
        for x in stride(from: 0, to: 640, by: 80) {
            let want = TestFrames.average(original, x: x..<x + 80, y: 100..<140)
            let got = TestFrames.average(decoded, x: x..<x + 80, y: 100..<140)
            #expect(zip(want, got).allSatisfy { abs($0 - $1) <= 3 })
        }
    }
}

import BoardDevices
import GatewayTesting
import MediaCore
import Testing
import X265Driver

@Suite("The x265 encoder, with other programs as witnesses")
struct X265WitnessTests {
    private let size = PictureSize(width: 320, height: 240)
    private let folder: TemporaryFolder
    private let source: any VideoEncoderSource

    init() throws {
        folder = try TemporaryFolder()
        source = try openedDevice(X265Entry.self, as: .videoEncoder, X265Tests.streams)
    }

    @Test(
        "gives pictures that look like those that went in",
        .enabled(if: ExternalProgram.exists("ffmpeg"), "the witness ffmpeg is not installed"),
        arguments: BitrateControl.allCases)
    func likeness(control: BitrateControl) throws {
        let settings = EncoderSettings(size: size, framerate: 25, govLength: 10, bitrate: 800, control: control)
        let packets = try VideoEncoderConformance.packets(source.makeEncoder(settings), size: size, frames: 0..<30, keys: [7])
        try folder.write(TestFrames.annexB(packets), to: "in.265")
        try ExternalProgram("ffmpeg")?.run(
            ["-f", "hevc", "-i", folder.file("in.265"), "-f", "rawvideo", "-pix_fmt", "yuv420p", folder.file("out.yuv")])
        let decoded = TestFrames.pictures(ofRaw: try folder.read("out.yuv"), size: size)
        #expect(decoded.count == 30)
        for (index, picture) in decoded.enumerated() {
            #expect(TestFrames.psnr(picture, TestFrames.moving(size, index: index)) > 30)
        }
    }

    @Test(
        "starts to play at any key frame",
        .enabled(if: ExternalProgram.exists("ffmpeg"), "the witness ffmpeg is not installed"))
    func joining() throws {
        let settings = EncoderSettings(size: size, framerate: 25, govLength: 10, bitrate: 800, control: .cbr)
        let packets = try VideoEncoderConformance.packets(source.makeEncoder(settings), size: size, frames: 0..<30)
        try folder.write(TestFrames.annexB(Array(packets[20...])), to: "in.265")
        try ExternalProgram("ffmpeg")?.run(
            ["-f", "hevc", "-i", folder.file("in.265"), "-f", "rawvideo", "-pix_fmt", "yuv420p", folder.file("out.yuv")])
        let decoded = TestFrames.pictures(ofRaw: try folder.read("out.yuv"), size: size)
        #expect(decoded.count == 10)
        let first = try #require(decoded.first)
        #expect(TestFrames.psnr(first, TestFrames.moving(size, index: 20)) > 30)
    }
}

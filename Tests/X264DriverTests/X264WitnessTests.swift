import BoardDevices
import GatewayTesting
import MediaCore
import Testing
import X264Driver

@Suite("The x264 encoder, with other programs as witnesses")
struct X264WitnessTests {
    private let size = PictureSize(width: 320, height: 240)
    private let folder: TemporaryFolder
    private let source: any VideoEncoderSource

    init() throws {
        folder = try TemporaryFolder()
        source = try openedDevice(X264Entry.self, as: .videoEncoder, X264Tests.streams)
    }

    @Test(
        "gives pictures that look like those that went in",
        .enabled(if: ExternalProgram.exists("ffmpeg"), "the witness ffmpeg is not installed"),
        arguments: BitrateControl.allCases)
    func likeness(control: BitrateControl) throws {
        let settings = EncoderSettings(size: size, framerate: 25, govLength: 10, bitrate: 800, control: control)
        let packets = try VideoEncoderConformance.packets(source.makeEncoder(settings), size: size, frames: 0..<30, keys: [7])
        try folder.write(TestFrames.annexB(packets), to: "in.264")
        try ExternalProgram("ffmpeg")?.run(
            ["-f", "h264", "-i", folder.file("in.264"), "-f", "rawvideo", "-pix_fmt", "yuv420p", folder.file("out.yuv")])
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
        try folder.write(TestFrames.annexB(Array(packets[20...])), to: "in.264")
        try ExternalProgram("ffmpeg")?.run(
            ["-f", "h264", "-i", folder.file("in.264"), "-f", "rawvideo", "-pix_fmt", "yuv420p", folder.file("out.yuv")])
        let decoded = TestFrames.pictures(ofRaw: try folder.read("out.yuv"), size: size)
        #expect(decoded.count == 10)
        let first = try #require(decoded.first)
        #expect(TestFrames.psnr(first, TestFrames.moving(size, index: 20)) > 30)
    }

    @Test(
        "gives byte for byte what the x264 program gives",
        .enabled(if: ExternalProgram.exists("x264"), "the witness x264 is not installed"), arguments: [300, 900])
    func equality(bitrate: Int) throws {
        let settings = EncoderSettings(size: size, framerate: 25, govLength: 20, bitrate: bitrate, control: .cbr)
        let packets = try VideoEncoderConformance.packets(source.makeEncoder(settings), size: size, frames: 0..<60)
        let frames = (0..<60).map { TestFrames.moving(size, index: $0) }
        try folder.write(TestFrames.y4m(frames, header: "F25:1 C420jpeg"), to: "in.y4m")
        try ExternalProgram("x264")?.run([
            "--preset", "superfast", "--tune", "zerolatency", "--threads", "1", "--bitrate", "\(bitrate)",
            "--vbv-maxrate", "\(bitrate)", "--vbv-bufsize", "\(bitrate)", "--keyint", "20", "--min-keyint", "20",
            "--scenecut", "0", "-o", folder.file("out.264"), folder.file("in.y4m"),
        ])
        let theirs = slices(inAnnexB: try folder.read("out.264"))
        let ours = packets.flatMap { packet in
            packet.units.map { Array(packet.bytes[$0]) }.filter { [1, 5].contains(($0.first ?? 0) & 0x1f) }
        }
        #expect(ours.count == 60)
        #expect(ours.elementsEqual(theirs))
    }

    private func slices(inAnnexB file: [UInt8]) -> [[UInt8]] {
        var starts: [(code: Int, unit: Int)] = []
        for place in file.indices.dropLast(3) where file[place] == 0 && file[place + 1] == 0 && file[place + 2] == 1 {
            starts.append((place > 0 && file[place - 1] == 0 ? place - 1 : place, place + 3))
        }
        return starts.indices.compactMap { index in
            let end = index + 1 < starts.count ? starts[index + 1].code : file.count
            let unit = Array(file[starts[index].unit..<end])
            return [1, 5].contains((unit.first ?? 0) & 0x1f) ? unit : nil
        }
    }
}

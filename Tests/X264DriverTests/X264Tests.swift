import BoardDevices
import GatewayTesting
import MediaCore
import Testing
import X264Driver

@Suite("The x264 encoder")
struct X264Tests {
    static let streams: KeyValuePairs = [
        "streams.stream1.VGA.framerate": "1-30", "streams.stream1.VGA.bitrate": "50-4000",
        "streams.stream2.QVGA.framerate": "1-30", "streams.stream2.QVGA.bitrate": "50-1000",
    ]
    private let size = PictureSize(width: 320, height: 240)
    private let source: any VideoEncoderSource

    init() throws {
        source = try openedDevice(X264Entry.self, as: .videoEncoder, X264Tests.streams)
    }

    private func settings(
        _ bitrate: Int = 600, gov: Int = 50, rate: Int = 25, _ control: BitrateControl = .cbr
    ) -> EncoderSettings {
        EncoderSettings(size: size, framerate: rate, govLength: gov, bitrate: bitrate, control: control)
    }

    @Test("keeps what every video encoder must keep")
    func conformance() throws {
        try VideoEncoderConformance.check(source, size: size)
        try VideoEncoderConformance.checkLayouts(source, size: size)
    }

    @Test("gives one packet for each picture at once, without supplemental information")
    func latency() throws {
        let encoder = try source.makeEncoder(settings())
        for index in 0..<30 {
            let frame = TestFrames.moving(size, index: index)
            let packets = try encoder.encode(frame, key: false)
            #expect(packets.map(\.captured) == [frame.captured])
            let types = packets.flatMap { packet in packet.units.map { packet.bytes[$0.lowerBound] & 0x1f } }
            #expect(types == (index == 0 ? [7, 8, 5] : [1]))
        }
    }

    @Test("holds a constant rate over ten seconds and a variable one under its ceiling over two")
    func rates() throws {
        try VideoEncoderConformance.checkRates(
            source, size: PictureSize(width: 480, height: 360), bitrates: [300, 800], govLengths: [50, 25])
    }

    @Test("spends little on a still scene when the bit rate is variable")
    func still() throws {
        let encoder = try source.makeEncoder(settings(1000, .vbr))
        let packets = try (0..<100).flatMap { _ in try encoder.encode(TestFrames.moving(size, index: 0), key: false) }
        #expect(kilobits(packets[...], seconds: 4) < 500)
    }

    @Test("adopts another bit rate in the midst of a group", arguments: BitrateControl.allCases)
    func adoption(control: BitrateControl) throws {
        let encoder = try source.makeEncoder(settings(240, gov: 400, control))
        let before = try VideoEncoderConformance.packets(encoder, size: size, frames: 0..<150)
        #expect(encoder.adopt(settings(100, gov: 400, control)))
        let after = try VideoEncoderConformance.packets(encoder, size: size, frames: 150..<350)
        #expect((before + after).filter(\.isKey).count == 1)
        #expect(kilobits(before.dropFirst(50), seconds: 4) > 170)
        #expect(kilobits(after.dropFirst(75), seconds: 5) < 125)
        #expect(encoder.adopt(settings(240, gov: 400, control)))
        let last = try VideoEncoderConformance.packets(encoder, size: size, frames: 350..<500)
        #expect(kilobits(last.dropFirst(50), seconds: 4) > 170)
    }

    @Test("works at any frame rate", arguments: [1, 7, 30, 240])
    func frameRates(rate: Int) throws {
        let encoder = try source.makeEncoder(settings(rate: rate))
        #expect(try VideoEncoderConformance.packets(encoder, size: size, frames: 0..<10, rate: rate).count == 10)
    }

    @Test("reports what the board file allows")
    func limits() {
        #expect(
            source.limits[.main] == [
                EncodingLimit(size: PictureSize(width: 640, height: 480), framerate: 1...30, bitrate: 50...4000)
            ])
        #expect(source.limits[.sub]?.first?.bitrate == 50...1000)
    }

    @Test(
        "names what is wrong in a board file",
        arguments: [("preset", "hyper"), ("tune", "radio"), ("threads", "0"), ("threads", "many"), ("presett", "fast")])
    func badKeys(key: String, value: String) throws {
        var problems: [ConfigProblem] = []
        do {
            let keys: KeyValuePairs = [
                key: value, "streams.stream1.VGA.framerate": "1-30", "streams.stream1.VGA.bitrate": "50-4000",
            ]
            let _: any VideoEncoderSource = try openedDevice(X264Entry.self, as: .videoEncoder, keys)
        } catch let failure as ConfigFailure {
            problems = failure.problems
        }
        #expect(problems.map(\.path) == ["devices.device.\(key)"])
    }

    @Test("works with every preset", arguments: ["ultrafast", "veryfast", "medium"])
    func presets(preset: String) throws {
        let keys: KeyValuePairs = [
            "preset": preset, "threads": "1", "streams.stream1.VGA.framerate": "1-30",
            "streams.stream1.VGA.bitrate": "50-4000",
        ]
        let source: any VideoEncoderSource = try openedDevice(X264Entry.self, as: .videoEncoder, keys)
        try VideoEncoderConformance.check(source, size: size)
    }

    @Test("several threads give a packet a picture as well, though not always the same bytes")
    func threads() throws {
        let keys: KeyValuePairs = [
            "threads": "2", "streams.stream1.VGA.framerate": "1-30", "streams.stream1.VGA.bitrate": "50-4000",
        ]
        let source: any VideoEncoderSource = try openedDevice(X264Entry.self, as: .videoEncoder, keys)
        let settings = EncoderSettings(size: size, framerate: 25, govLength: 5, bitrate: 1000, control: .cbr)
        let encoder = try source.makeEncoder(settings)
        let packets = try (0..<10).flatMap { try encoder.encode(TestFrames.moving(size, index: $0), key: false) }
        #expect(packets.map(\.isKey) == [true, false, false, false, false, true, false, false, false, false])
    }

    private func kilobits(_ packets: ArraySlice<Packet>, seconds: Double) -> Double {
        Double(packets.reduce(0) { $0 + $1.bytes.count }) * 8 / 1000 / seconds
    }
}

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
    }

    @Test("takes NV12 pictures as they are, with the same result as I420")
    func nv12() throws {
        let planar = try source.makeEncoder(settings())
        let paired = try source.makeEncoder(settings())
        for index in 0..<10 {
            let left = try planar.encode(TestFrames.moving(size, index: index), key: false)
            let right = try paired.encode(TestFrames.moving(size, index: index, layout: .nv12), key: false)
            #expect(left.map(\.bytes) == right.map(\.bytes))
        }
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

    @Test("keeps a constant bit rate over seconds of moving pictures", arguments: [200, 400])
    func constant(bitrate: Int) throws {
        let encoder = try source.makeEncoder(settings(bitrate))
        let packets = try VideoEncoderConformance.packets(encoder, size: size, frames: 0..<200)
        let measured = kilobits(packets.dropFirst(50), seconds: 6)
        #expect(abs(measured - Double(bitrate)) < Double(bitrate) * 0.15)
    }

    @Test("takes the bit rate of a variable stream as its ceiling", arguments: [100, 300, 4000])
    func variable(bitrate: Int) throws {
        let encoder = try source.makeEncoder(settings(bitrate, .vbr))
        let packets = try VideoEncoderConformance.packets(encoder, size: size, frames: 0..<200)
        #expect(kilobits(packets.dropFirst(25), seconds: 7) < Double(bitrate) * 1.25)
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

    @Test("wants a new encoder for another size, rate, group length or control")
    func refusals() throws {
        let encoder = try source.makeEncoder(settings())
        #expect(!encoder.adopt(settings(gov: 49)))
        #expect(!encoder.adopt(settings(rate: 24)))
        #expect(!encoder.adopt(settings(600, .vbr)))
        #expect(!encoder.adopt(settings(0)))
        #expect(!encoder.adopt(settings(.max)))
        #expect(encoder.adopt(settings(601)))
    }

    @Test("works at any frame rate", arguments: [1, 7, 30, 240])
    func rates(rate: Int) throws {
        let encoder = try source.makeEncoder(settings(rate: rate))
        #expect(try VideoEncoderConformance.packets(encoder, size: size, frames: 0..<10, rate: rate).count == 10)
    }

    @Test("refuses settings beyond what an encoder can be")
    func senseless() {
        for settings in [settings(0), settings(-5), settings(.max), settings(gov: 0), settings(rate: 0), settings(rate: .max)] {
            #expect(throws: DeviceFault.self) { try source.makeEncoder(settings) }
        }
        var odd = settings()
        odd.size = PictureSize(width: 321, height: 240)
        #expect(throws: DeviceFault.self) { try source.makeEncoder(odd) }
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

    @Test("works with every preset and with several threads", arguments: ["ultrafast", "veryfast", "medium"])
    func presets(preset: String) throws {
        let keys: KeyValuePairs = [
            "preset": preset, "threads": "2", "streams.stream1.VGA.framerate": "1-30",
            "streams.stream1.VGA.bitrate": "50-4000",
        ]
        let source: any VideoEncoderSource = try openedDevice(X264Entry.self, as: .videoEncoder, keys)
        try VideoEncoderConformance.check(source, size: size)
    }

    private func kilobits(_ packets: ArraySlice<Packet>, seconds: Double) -> Double {
        Double(packets.reduce(0) { $0 + $1.bytes.count }) * 8 / 1000 / seconds
    }
}

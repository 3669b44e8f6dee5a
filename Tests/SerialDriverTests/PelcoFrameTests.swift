import BoardDevices
import Testing

@testable import SerialDriver

@Suite("Frames of Pelco's protocols, byte for byte as its manuals have them")
struct PelcoFrameTests {
    private static let d = PelcoProtocol.d(address: 1)
    private static let p = PelcoProtocol.p(address: 1)

    private func motion(_ pan: Int, _ tilt: Int, _ lens: [LensAxis: Int] = [:]) -> PelcoMotion {
        PelcoMotion(pan: pan, tilt: tilt, speed: 10, lens: lens)
    }

    @Test("Pelco-D moves")
    func movesD() {
        let all: [(PelcoMotion, [UInt8])] = [
            (motion(0, 0), [0xff, 1, 0, 0, 0, 0, 0x01]), (motion(1, 0), [0xff, 1, 0, 0x02, 0x3f, 0, 0x42]),
            (motion(-1, 0), [0xff, 1, 0, 0x04, 0x3f, 0, 0x44]), (motion(0, 1), [0xff, 1, 0, 0x08, 0, 0x3f, 0x48]),
            (motion(0, -1), [0xff, 1, 0, 0x10, 0, 0x3f, 0x50]), (motion(-1, 1), [0xff, 1, 0, 0x0c, 0x3f, 0x3f, 0x8b]),
            (motion(1, -1), [0xff, 1, 0, 0x12, 0x3f, 0x3f, 0x91]),
            (motion(0, 0, [.zoom: 1]), [0xff, 1, 0, 0x20, 0, 0, 0x21]),
            (motion(0, 0, [.zoom: -1]), [0xff, 1, 0, 0x40, 0, 0, 0x41]),
            (motion(0, 0, [.focus: -1]), [0xff, 1, 0, 0x80, 0, 0, 0x81]),
            (motion(0, 0, [.focus: 1]), [0xff, 1, 0x01, 0, 0, 0, 0x02]),
            (motion(0, 0, [.iris: 1]), [0xff, 1, 0x02, 0, 0, 0, 0x03]),
            (motion(0, 0, [.iris: -1]), [0xff, 1, 0x04, 0, 0, 0, 0x05]),
        ]
        for (motion, bytes) in all { #expect(Self.d.frame(motion.words(in: Self.d)) == bytes) }
    }

    @Test("Pelco-P moves: focus and iris stand elsewhere, the address counts from 0")
    func movesP() {
        let all: [(PelcoMotion, [UInt8])] = [
            (motion(0, 0), [0xa0, 0, 0, 0, 0, 0, 0xaf, 0x0f]), (motion(1, 0), [0xa0, 0, 0, 0x02, 0x3f, 0, 0xaf, 0x32]),
            (motion(0, -1), [0xa0, 0, 0, 0x10, 0, 0x3f, 0xaf, 0x20]),
            (motion(0, 0, [.zoom: -1]), [0xa0, 0, 0, 0x40, 0, 0, 0xaf, 0x4f]),
            (motion(0, 0, [.focus: -1]), [0xa0, 0, 0x01, 0, 0, 0, 0xaf, 0x0e]),
            (motion(0, 0, [.focus: 1]), [0xa0, 0, 0x02, 0, 0, 0, 0xaf, 0x0d]),
            (motion(0, 0, [.iris: 1]), [0xa0, 0, 0x04, 0, 0, 0, 0xaf, 0x0b]),
            (motion(0, 0, [.iris: -1]), [0xa0, 0, 0x08, 0, 0, 0, 0xaf, 0x07]),
        ]
        for (motion, bytes) in all { #expect(Self.p.frame(motion.words(in: Self.p)) == bytes) }
    }

    @Test("presets, positions and questions")
    func commands() {
        #expect(Self.d.frame(.command(0x03, 7)) == [0xff, 1, 0, 0x03, 0, 7, 0x0b])
        #expect(Self.d.frame(.command(0x05, 255)) == [0xff, 1, 0, 0x05, 0, 0xff, 0x05])
        #expect(Self.d.frame(.command(0x07, 1)) == [0xff, 1, 0, 0x07, 0, 1, 0x09])
        #expect(Self.d.frame(.command(0x51, 0)) == [0xff, 1, 0, 0x51, 0, 0, 0x52])
        #expect(Self.d.frame(.command(0x4b, 9_000)) == [0xff, 1, 0, 0x4b, 0x23, 0x28, 0x97])
        #expect(PelcoProtocol.p(address: 32).frame(.command(0x07, 1)) == [0xa0, 31, 0, 0x07, 0, 1, 0xaf, 0x16])
    }

    @Test("speeds 1 to 10 are steady and reach from the slowest to the fastest")
    func speeds() {
        let speeds = (1...10).map { $0.speed(of: 0x3f) }
        #expect(speeds.first == 1 && speeds.last == 0x3f && zip(speeds, speeds.dropFirst()).allSatisfy(<))
        #expect((1...10).map { $0.speed(of: 1) }.allSatisfy { $0 == 1 })
    }

    @Test("angles go once round")
    func angles() {
        for (degrees, hundredths) in [(0.0, 0), (90, 9_000), (-0.01, 35_999), (-90, 27_000), (180, 18_000), (359.99, 35_999)] {
            #expect(PelcoAngle.hundredths(degrees) == UInt16(hundredths))
        }
        #expect(PelcoAngle.degrees(27_000) == -90 && PelcoAngle.degrees(18_000) == 180)
        #expect(abs(PelcoAngle.degrees(65_535) + 64.65) < 0.001)
    }

    @Test("frames are found between, before and after harmed ones", arguments: [d, p])
    func reader(format: PelcoProtocol) {
        let first = format.frame(.command(0x59, 0xffff))
        let second = format.frame(.command(0x5b, 0xa0af))
        var harmed = first
        harmed[4] ^= 0x10
        var reader = PelcoReader(format)
        #expect(reader.take(first + second).map(\.value) == [0xffff, 0xa0af])
        #expect(reader.take([0xff, 0xa0, 3] + harmed + second).map(\.value) == [0xa0af])
        #expect(reader.take(Array(first.dropLast(3)) + second + first).map(\.value) == [0xa0af, 0xffff])
        #expect(reader.take(first.prefix(1) + first).map(\.value) == [0xffff])
        for byte in second.dropLast() { #expect(reader.take([byte]).isEmpty) }
        #expect(reader.take(second.suffix(1)).map(\.value) == [0xa0af])
        #expect(reader.take(PelcoProtocol.d(address: 9).frame(.command(0x59, 1))).isEmpty)
    }
}

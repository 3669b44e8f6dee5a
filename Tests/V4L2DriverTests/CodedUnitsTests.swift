import MediaCore
import Testing

@testable import V4L2Driver

@Suite("Units in what an encoder node gives")
struct CodedUnitsTests {
    private let size = PictureSize(width: 64, height: 48)
    private let sets: [UInt8] = [0, 0, 0, 1, 0x67, 1, 2, 0, 0, 0, 1, 0x68, 3]
    private let captured = MonotonicInstant(nanoseconds: 7)

    private func packet(_ units: inout CodedUnits, _ bytes: [UInt8]) -> Packet? {
        bytes.withUnsafeBufferPointer { units.packet($0, captured: captured, size: size) }
    }

    private func contents(_ packet: Packet?) -> [[UInt8]] {
        packet.map { packet in packet.units.map { Array(packet.bytes[$0]) } } ?? []
    }

    @Test(
        "start codes of either length part them, and zeros behind a unit are none of it",
        arguments: [
            ([0, 0, 1, 0x65, 9], [[0x65, 9]]),
            ([0, 0, 0, 1, 0x65, 9, 0, 0, 1, 0x65, 8], [[0x65, 9], [0x65, 8]]),
            ([7, 7, 0, 0, 1, 0x65, 9, 0, 0, 0, 0], [[0x65, 9]]),
            ([0, 0, 1, 0, 0, 1, 0x65, 0, 0, 3, 1], [[0x65, 0, 0, 3, 1]]),
            ([], []), ([0], []), ([0, 0, 1], []), ([0, 0, 0, 0], []), ([1, 2, 3, 4], []),
        ] as [([UInt8], [[UInt8]])])
    func cuts(bytes: [UInt8], expected: [[UInt8]]) {
        #expect(bytes.withUnsafeBufferPointer { CodedUnits.units(in: $0).map { Array($0) } } == expected)
    }

    @Test("a key frame has the parameter sets before it, also where the node gave them once and alone")
    func parameterSets() {
        var units = CodedUnits(.h264)
        #expect(packet(&units, sets) == nil)
        for _ in 0..<2 {
            let key = packet(&units, [0, 0, 1, 0x65, 4])
            #expect(key?.isKey == true && key?.captured == captured && key?.size == size)
            #expect(contents(key) == [[0x67, 1, 2], [0x68, 3], [0x65, 4]])
        }
        let other = packet(&units, [0, 0, 1, 0x09, 0xF0, 0, 0, 1, 0x06, 5, 0, 0, 1, 0x41, 6])
        #expect(other?.isKey == false)
        #expect(contents(other) == [[0x41, 6]])
        #expect(contents(packet(&units, sets + [0, 0, 1, 0x65, 7])) == [[0x67, 1, 2], [0x68, 3], [0x65, 7]])
    }

    @Test("H.265 is told apart by its own types")
    func h265() {
        var units = CodedUnits(.h265)
        let key = packet(&units, [0, 0, 1, 0x40, 1, 1, 0, 0, 1, 0x42, 1, 2, 0, 0, 1, 0x44, 1, 3, 0, 0, 1, 0x26, 1, 4])
        #expect(key?.codec == .h265 && key?.isKey == true)
        #expect(contents(key).map { $0[0] } == [0x40, 0x42, 0x44, 0x26])
        #expect(packet(&units, [0, 0, 1, 0x02, 1, 5])?.isKey == false)
        #expect(packet(&units, [0, 0, 1, 0x4E, 1, 5]) == nil)
    }

    @Test("the kernel's own codec is one unit, a key frame where the flags in its header say so")
    func ownCodec() {
        var units = CodedUnits(.fwht)
        var picture = [UInt8](repeating: 0, count: 30)
        #expect(packet(&units, picture)?.isKey == false)
        picture[22] = 0x04
        let key = packet(&units, picture)
        #expect(key?.isKey == true)
        #expect(contents(key) == [picture])
        #expect(packet(&units, Array(picture.prefix(23))) == nil)
        #expect(packet(&units, []) == nil)
    }
}

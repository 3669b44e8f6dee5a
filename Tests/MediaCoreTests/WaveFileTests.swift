import MediaCore
import Testing

@Suite("WAVE files")
struct WaveFileTests {
    private func number(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    private func chunk(_ name: String, _ body: [UInt8], size: Int? = nil) -> [UInt8] {
        Array(name.utf8) + number(size ?? body.count, 4) + body + (body.count % 2 == 1 ? [0] : [])
    }

    private func format(_ tag: Int, channels: Int = 1, rate: Int = 8_000, bits: Int) -> [UInt8] {
        chunk("fmt ", number(tag, 2) + number(channels, 2) + number(rate, 4) + number(0, 4) + number(0, 2) + number(bits, 2))
    }

    private func file(_ chunks: [UInt8]) -> [UInt8] {
        Array("RIFF".utf8) + number(chunks.count + 4, 4) + Array("WAVE".utf8) + chunks
    }

    @Test("16 bits, with other chunks around them")
    func plain() throws {
        let wave = try WaveFile(
            file(chunk("LIST", [1, 2, 3]) + format(1, bits: 16) + chunk("fact", [0, 0]) + chunk("data", [1, 0, 0xFF, 0xFF])))
        #expect(wave.sampleRate == 8_000)
        #expect(wave.samples == [1, -1])
    }

    @Test("8, 24 and 32 bits, and G.711")
    func widths() throws {
        #expect(try WaveFile(file(format(1, bits: 8) + chunk("data", [0, 128, 255]))).samples == [-32_768, 0, 32_512])
        #expect(try WaveFile(file(format(1, bits: 24) + chunk("data", [9, 1, 0, 9, 0xFF, 0xFF]))).samples == [1, -1])
        #expect(try WaveFile(file(format(1, bits: 32) + chunk("data", [9, 9, 1, 0]))).samples == [1])
        #expect(try WaveFile(file(format(7, bits: 8) + chunk("data", [0xFF, 0x80]))).samples == [0, 32_124])
        #expect(try WaveFile(file(format(6, bits: 8) + chunk("data", [0xD5, 0xAA]))).samples == [8, 32_256])
    }

    @Test("channels are mixed")
    func channels() throws {
        let data = chunk("data", number(100, 2) + number(300, 2) + number(-200, 2) + number(0, 2) + number(5, 2))
        #expect(try WaveFile(file(format(1, channels: 2, bits: 16) + data)).samples == [200, -100])
    }

    @Test("a file that ends early gives what is there")
    func cutOff() throws {
        #expect(try WaveFile(file(format(1, bits: 16) + chunk("data", [1, 0, 2], size: 4_000_000_000))).samples == [1, 2])
    }

    @Test("what is none is refused")
    func refused() {
        let bad: [[UInt8]] = [
            [], Array("RIFF".utf8), file([]), file(format(1, bits: 16)), file(chunk("data", [1, 0]) + format(1, bits: 16)),
            file(format(1, channels: 0, bits: 16) + chunk("data", [])),
            file(format(1, channels: 9, bits: 16) + chunk("data", [])),
            file(format(1, rate: 3_999, bits: 16) + chunk("data", [])), file(format(3, bits: 32) + chunk("data", [])),
            file(format(1, bits: 0) + chunk("data", [])), file(chunk("fmt ", [1, 0]) + chunk("data", [])),
            file(chunk("fmt ", [], size: 4_294_967_295)),
        ]
        for bytes in bad { #expect(throws: WaveFile.Problem.self) { try WaveFile(bytes) } }
    }
}

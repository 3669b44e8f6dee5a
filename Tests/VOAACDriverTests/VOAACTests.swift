import BoardDevices
import GatewayTesting
import MediaCore
import Testing
import VOAACDriver

@Suite("The AAC encoder of libvo-aacenc")
struct VOAACTests {
    @Test("keeps every promise of an encoder at every rate that a board file may name")
    func conforms() throws {
        let source = try openedDevice(
            VOAACEntry.self, as: .audioEncoder,
            ["sample_rates": "48000", "bitrates": "16000"])
        #expect(try AudioEncoderConformance(source).violations() == [])
        #expect(try AudioEncoderConformance(openedDevice(VOAACEntry.self, as: .audioEncoder)).violations() == [])
    }

    @Test("without keys it does 16000 Hz at the bit rates of speech")
    func defaults() throws {
        let source = try openedDevice(VOAACEntry.self, as: .audioEncoder)
        #expect(source.codec == .aac)
        #expect(source.limits == [AudioEncodingLimit(sampleRate: 16_000, bitrates: [16_000, 24_000, 32_000, 48_000])])
    }

    @Test("its packets are announced as low complexity, one channel")
    func configuration() throws {
        let encoder = try openedDevice(VOAACEntry.self, as: .audioEncoder)
            .makeEncoder(AudioEncoderSettings(sampleRate: 16_000, bitrate: 16_000))
        #expect(encoder.configuration == [0x14, 0x08])
    }

    @Test("a click comes out at the time that its packet says", arguments: [16_000, 32_000])
    func delay(bitrate: Int) throws {
        let source = try openedDevice(VOAACEntry.self, as: .audioEncoder)
        let encoder = try source.makeEncoder(AudioEncoderSettings(sampleRate: 16_000, bitrate: bitrate))
        var samples = [Int16](repeating: 0, count: 32_768)
        for index in 20_000..<20_016 { samples[index] = 20_000 }
        let start = MonotonicInstant(nanoseconds: 1_000_000_000)
        let packets = try encoder.encode(SoundBlock(samples: samples, sampleRate: 16_000, captured: start))
        // Frames with a click are larger than those of silence; it lies in the overlap of two.
        let largest = try #require(packets.max { $0.bytes.count < $1.bytes.count })
        let click = start + .microseconds(1_250_000)
        let distance = (click - largest.captured).seconds
        #expect(distance > -0.064 && distance < 0.128)
    }

    @Test(
        "bad rates are problems, named by their key",
        arguments: [
            ("sample_rates", "0"), ("sample_rates", "16001"), ("sample_rates", "x"), ("sample_rates", ""),
            ("bitrates", "0"), ("bitrates", "3999"), ("bitrates", "160001"), ("bitrates", "96001"), ("bitrates", "-1"),
        ])
    func badKeys(key: String, value: String) {
        let failure = #expect(throws: ConfigFailure.self) { try openedDevice(VOAACEntry.self, as: .audioEncoder, [key: value]) }
        #expect(failure?.problems.map(\.path).contains("devices.device.\(key)") == true)
    }
}

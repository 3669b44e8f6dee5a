import BoardDevices
import FAADDriver
import GatewayTesting
import MediaCore
import Testing

@Suite("The AAC decoder of libfaad2")
struct FAADTests {

    @Test("takes 16000 Hz unless the board file says otherwise")
    func rates() throws {
        #expect(try openedDevice(FAADEntry.self, as: .audioDecoder).sampleRates == [16_000])
        #expect(try openedDevice(FAADEntry.self, as: .audioDecoder, ["sample_rates": "8000"]).sampleRates == [8_000])
    }

    @Test("bad rates are problems", arguments: ["0", "16001", "x", ""])
    func badRates(value: String) {
        let failure = #expect(throws: ConfigFailure.self) {
            try openedDevice(FAADEntry.self, as: .audioDecoder, ["sample_rates": value])
        }
        #expect(failure?.problems.map(\.path) == ["devices.device.sample_rates"])
    }

    @Test("refuses a rate that AAC does not have", arguments: [0, -1, 16_001, Int.max])
    func unknownRate(rate: Int) throws {
        let source = try openedDevice(FAADEntry.self, as: .audioDecoder)
        #expect(throws: DeviceFault.self) { _ = try source.makeDecoder(sampleRate: rate) }
    }

    @Test("survives every kind of garbage, and decodes what comes after it")
    func garbage() throws {
        let decoder = try openedDevice(FAADEntry.self, as: .audioDecoder).makeDecoder(sampleRate: 16_000)
        var generator = Noise(state: 1)
        for size in [0, 1, 2, 3, 7, 20, 100, 768, 1_400, 1_536, 1_537, 100_000] {
            for _ in 0..<30 {
                _ = try? decoder.decode((0..<size).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
            }
            _ = try? decoder.decode([UInt8](repeating: 0xFF, count: size))
            _ = try? decoder.decode([UInt8](repeating: 0, count: size))
        }
        #expect(throws: DeviceFault.self) { _ = try decoder.decode([]) }
    }
}

/// The same garbage each time.
private struct Noise: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ state >> 29
    }
}

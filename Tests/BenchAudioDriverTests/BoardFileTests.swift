import BenchAudioDriver
import BoardDevices
import GatewayTesting
import Logging
import Testing

@Suite("The board file keys of the bench card")
struct BoardFileTests {
    @Test("without keys of their own, the devices are as documented")
    func defaults() throws {
        let board = try board([:], [:])
        #expect(try board.device(.microphone).sampleRates == [8_000, 16_000])
        #expect(try board.device(.speaker) is SimulatedSpeaker)
        #expect(try #require(board.device(.amplifier) as? SimulatedLine).level == .low)
    }

    @Test("sample rates and polarity are taken from the file")
    func keys() throws {
        let board = try board(["sample_rates": "48000"], ["active": "low"])
        #expect(try board.device(.microphone).sampleRates == [48_000])
        #expect(try #require(board.device(.amplifier) as? SimulatedLine).level == .high)
    }

    @Test("bad sample rates are problems", arguments: ["0", "-8000", "8k", "", "768001", "99999999999999999999"])
    func badRates(text: String) {
        let failure = #expect(throws: ConfigFailure.self) { try board(["sample_rates": text], [:]) }
        #expect(failure?.problems.map(\.path) == ["devices.microphone.sample_rates"])
    }

    @Test(
        "bad polarities and unknown keys are problems", arguments: [("active", "1"), ("active", "HIGH"), ("polarity", "low")])
    func badLine(key: String, text: String) {
        let failure = #expect(throws: ConfigFailure.self) { try board([:], [key: text]) }
        #expect(failure?.problems.map(\.path) == ["devices.amplifier.\(key)"])
    }

    private func board(_ microphone: [String: String], _ line: [String: String]) throws -> Board {
        let entries: [(String, [String: String])] = [
            ("microphone", microphone.merging(["driver": "bench-microphone", "role": "microphone"]) { $1 }),
            ("speaker", ["driver": "bench-speaker", "role": "speaker"]),
            ("amplifier", line.merging(["driver": "bench-line", "role": "amplifier"]) { $1 }),
        ]
        var root = ConfigNode(.map([])).setting(["board"], to: "test")
        for (device, keys) in entries {
            for (key, text) in keys { root = root.setting(["devices", device, key], to: text) }
        }
        let file = try BoardFile(root, file: "test.yaml", drivers: BenchAudio.drivers)
        return Board(opening: file) { device in
            DriverHost(
                device: device, stateDirectory: "/nonexistent", clock: ManualClock(), logger: Logger(label: "test"),
                restartProcess: {})
        }
    }
}

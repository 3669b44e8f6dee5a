import BenchAudioDriver
import BoardDevices
import GatewayTesting
import Logging
import Testing

@Suite("The board file keys of the bench card")
struct BoardFileTests {
    @Test("without keys of their own, the devices are as documented")
    func defaults() throws {
        let board = try board([:])
        #expect(try board.device(.microphone).sampleRates == [8_000, 16_000])
        #expect(try board.device(.speaker) is SimulatedSpeaker)
    }

    @Test("sample rates are taken from the file")
    func keys() throws {
        #expect(try board(["sample_rates": "48000"]).device(.microphone).sampleRates == [48_000])
    }

    @Test("bad sample rates are problems", arguments: ["0", "-8000", "8k", "", "768001", "99999999999999999999"])
    func badRates(text: String) {
        let failure = #expect(throws: ConfigFailure.self) { try board(["sample_rates": text]) }
        #expect(failure?.problems.map(\.path) == ["devices.microphone.sample_rates"])
    }

    private func board(_ microphone: [String: String]) throws -> Board {
        let entries: [(String, [String: String])] = [
            ("microphone", microphone.merging(["driver": "bench-microphone", "role": "microphone"]) { $1 }),
            ("speaker", ["driver": "bench-speaker", "role": "speaker"]),
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

import BoardDevices
import GatewayTesting
import Logging
import Testing

@testable import GPIODriver

@Suite("The board file keys of GPIO lines")
struct BoardFileTests {
    @Test("a line is claimed by its chip and number, however the chip is written", arguments: ["gpiochip3", "/dev/gpiochip3"])
    func claims(chip: String) throws {
        let first = try file("gpio-line", "ir-lamp", ["chip": chip, "line": "17"])
        #expect(first.devices.flatMap(\.claims) == [Claim("gpiochip3 line 17")])
        let latch = try file("gpio-latch", "ir-cut", ["chip": chip, "line_on": "5", "line_off": "COIL_B", "pulse": "10"])
        #expect(latch.devices.flatMap(\.claims) == [Claim("gpiochip3 line 5"), Claim("gpiochip3 line COIL_B")])
    }

    @Test(
        "bad and missing keys are problems",
        arguments: [
            ("gpio-line", "amplifier", ["line": "1"], "chip"),
            ("gpio-line", "ir-lamp", ["chip": "gpiochip0"], "line"),
            ("gpio-line", "ir-lamp", ["chip": "gpiochip0", "line": "65536"], "line"),
            ("gpio-line", "ir-lamp", ["chip": "gpiochip0", "line": "99999999999"], "line"),
            ("gpio-line", "ir-lamp", ["chip": "gpiochip0", "line": "1", "active": "on"], "active"),
            ("gpio-line", "ir-lamp", ["chip": "gpiochip0", "line": "1", "pulse": "10"], "pulse"),
            ("gpio-latch", "ir-cut", ["chip": "gpiochip0", "line_on": "1"], "line_off"),
            ("gpio-latch", "ir-cut", ["chip": "gpiochip0", "line_on": "1", "line_off": "1"], "line_off"),
            ("gpio-latch", "ir-cut", ["chip": "gpiochip0", "line_on": "1", "line_off": "2", "pulse": "9"], "pulse"),
            ("gpio-light-sensor", "light-sensor", ["chip": "gpiochip0"], "line"),
        ] as [(String, String, [String: String], String)])
    func bad(driver: String, role: String, keys: [String: String], problem: String) {
        let failure = #expect(throws: ConfigFailure.self) { try file(driver, role, keys) }
        #expect(failure?.problems.map(\.path) == ["devices.device.\(problem)"])
    }

    @Test("two devices cannot have one line")
    func conflict() {
        let entry = ["driver": "gpio-line", "chip": "gpiochip0", "line": "4"]
        let failure = #expect(throws: ConfigFailure.self) {
            try file(["lamp": entry.merging(["role": "ir-lamp"]) { $1 }, "filter": entry.merging(["role": "ir-cut"]) { $1 }])
        }
        #expect(failure?.problems.count == 1)
    }

    @Test(
        "a chip that is not there is missing, and the fault names it",
        arguments: [
            ("gpio-line", "ir-lamp", ["line": "1"]), ("gpio-light-sensor", "light-sensor", ["line": "1"]),
            ("gpio-latch", "ir-cut", ["line_on": "1", "line_off": "2"]),
        ] as [(String, String, [String: String])])
    func missing(driver: String, role: String, keys: [String: String]) throws {
        let board = Board(opening: try file(driver, role, keys.merging(["chip": "gpiochip9999"]) { $1 })) { device in
            DriverHost(
                device: device, stateDirectory: "/nonexistent", clock: ManualClock(), logger: Logger(label: "test"),
                restartProcess: {})
        }
        let failure = #expect(throws: MissingRole.self) {
            switch role {
            case "light-sensor": _ = try board.device(.lightSensor)
            case "ir-cut": _ = try board.device(.irCut)
            default: _ = try board.device(.irLamp)
            }
        }
        #expect("\(try #require(failure))".contains("gpiochip9999"))
    }

    private func file(_ driver: String, _ role: String, _ keys: [String: String]) throws -> BoardFile {
        try file(["device": keys.merging(["driver": driver, "role": role]) { $1 }])
    }

    @discardableResult
    private func file(_ devices: [String: [String: String]]) throws -> BoardFile {
        var root = ConfigNode(.map([])).setting(["board"], to: "test")
        for (device, keys) in devices.sorted(by: { $0.key < $1.key }) {
            for (key, text) in keys.sorted(by: { $0.key < $1.key }) {
                root = root.setting(["devices", device, key], to: text)
            }
        }
        return try BoardFile(root, file: "test.yaml", drivers: GPIO.drivers)
    }
}

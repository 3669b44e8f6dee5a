import BoardDevices
import Testing

@testable import SerialDriver

@Suite("The board file keys of heads on serial lines")
struct BoardFileTests {
    private func file(_ driver: any Driver.Type, _ keys: KeyValuePairs<String, String>) throws(ConfigFailure) -> BoardFile {
        var root = ConfigNode(.map([])).setting(["board"], to: "test")
        for (key, text) in [("driver", driver.name), ("role", "pan-tilt")] + keys.map({ ($0.key, $0.value) }) {
            root = root.setting(["devices", "head", key], to: text)
        }
        return try BoardFile(root, file: "test.yaml", drivers: [driver])
    }

    @Test("the port is claimed")
    func claims() throws {
        for driver in Serial.drivers {
            #expect(try file(driver, ["port": "/dev/ttyS1"]).devices[0].claims == [Claim("/dev/ttyS1")])
        }
    }

    @Test(
        "bad and missing keys are problems",
        arguments: [
            ("pelco-d", [:], "port"), ("pelco-d", ["port": "ttyS1"], "port"), ("visca", ["port": ""], "port"),
            ("pelco-d", ["port": "/dev/ttyS1", "baud": "9601"], "baud"),
            ("pelco-d", ["port": "/dev/ttyS1", "parity": "mark"], "parity"),
            ("pelco-d", ["port": "/dev/ttyS1", "direction": "gpio"], "direction"),
            ("pelco-d", ["port": "/dev/ttyS1", "address": "0"], "address"),
            ("pelco-d", ["port": "/dev/ttyS1", "address": "256"], "address"),
            ("pelco-p", ["port": "/dev/ttyS1", "address": "33"], "address"),
            ("visca", ["port": "/dev/ttyS1", "address": "8"], "address"),
            ("pelco-d", ["port": "/dev/ttyS1", "positions": "yes"], "positions"),
            ("pelco-d", ["port": "/dev/ttyS1", "tilt_counts": "left"], "tilt_counts"),
            ("pelco-d", ["port": "/dev/ttyS1", "pan": "-181..0"], "pan"),
            ("pelco-d", ["port": "/dev/ttyS1", "longest": "0"], "longest"),
            ("pelco-p", ["port": "/dev/ttyS1", "axes": "zom"], "axes"),
            ("visca", ["port": "/dev/ttyS1", "tilt": "30"], "tilt"),
            ("visca", ["port": "/dev/ttyS1", "tilt": "90..-30"], "tilt"),
            ("visca", ["port": "/dev/ttyS1", "pan_counts": "0"], "pan_counts"),
            ("visca", ["port": "/dev/ttyS1", "zoom_counts": "5-5"], "zoom_counts"),
            ("visca", ["port": "/dev/ttyS1", "patience": "5"], "patience"),
            ("visca", ["port": "/dev/ttyS1", "tries": "0"], "tries"),
            ("visca", ["port": "/dev/ttyS1", "positions": "true"], "positions"),
        ] as [(String, KeyValuePairs<String, String>, String)])
    func bad(driver: String, keys: KeyValuePairs<String, String>, key: String) throws {
        let type = try #require(Serial.drivers.first { $0.name == driver })
        do throws(ConfigFailure) {
            _ = try file(type, keys)
            Issue.record("the file was taken")
        } catch {
            #expect(error.problems.map(\.path) == ["devices.head.\(key)"])
        }
    }
}

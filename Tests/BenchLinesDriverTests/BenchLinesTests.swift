import BenchLinesDriver
import BoardDevices
import GatewayTesting
import Testing

@Suite("Simulated lines and light")
struct BenchLinesTests {
    @Test("a line keeps every promise of a digital output", arguments: SimulatedLine.Level.allCases)
    func lineConforms(active: SimulatedLine.Level) throws {
        let line = SimulatedLine(active: active)
        #expect(!line.isOn)
        #expect(try DigitalLineConformance(line) { line.isOn }.violations() == [])
    }

    @Test("polarity and light are taken from the board file")
    func keys() throws {
        let low = try openedDevice(SimulatedLineDriver.self, as: .irCut, ["active": "low"])
        #expect((low as? SimulatedLine)?.level == .high)
        #expect((try openedDevice(SimulatedLineDriver.self, as: .amplifier) as? SimulatedLine)?.level == .low)
        #expect(try openedDevice(SimulatedLightSensorDriver.self, as: .lightSensor).light() == 80)
        #expect(try openedDevice(SimulatedLightSensorDriver.self, as: .lightSensor, ["light": "3"]).light() == 3)
    }

    @Test("bad keys are problems", arguments: [("active", "1"), ("active", "HIGH"), ("polarity", "low")])
    func badLine(key: String, text: String) {
        let failure = #expect(throws: ConfigFailure.self) {
            _ = try openedDevice(SimulatedLineDriver.self, as: .irLamp, [key: text])
        }
        #expect(failure?.problems.map(\.path) == ["devices.device.\(key)"])
    }

    @Test("light beyond its range is a problem", arguments: ["-1", "101", "bright"])
    func badLight(text: String) {
        #expect(throws: ConfigFailure.self) {
            _ = try openedDevice(SimulatedLightSensorDriver.self, as: .lightSensor, ["light": text])
        }
    }

    @Test("what is broken refuses and keeps its state")
    func broken() throws {
        let fault = DeviceFault(.missing, "unplugged")
        let line = SimulatedLine()
        line.setFault(fault)
        #expect(throws: fault) { try line.set(true) }
        #expect(!line.isOn)
        let sensor = SimulatedLightSensor(light: 10)
        sensor.setFault(fault)
        #expect(throws: fault) { try sensor.light() }
        sensor.setFault(nil)
        sensor.setLight(20)
        #expect(try sensor.light() == 20)
    }
}

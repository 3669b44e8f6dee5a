import BenchHeadDriver
import BoardDevices
import GatewayTesting
import Testing

@testable import CompositeHeadDriver

@Suite("A head of two devices")
struct JoinedHeadTests {
    private func board(
        clock: ManualClock, pan: String = "turntable", tilt: String = "arm", isAbove: Bool = true
    ) throws(ConfigFailure) -> BoardFile {
        var root = ConfigNode(.map([])).setting(["board"], to: "test")
        func put(_ name: String, _ keys: [(String, String)]) {
            for (key, text) in keys { root = root.setting(["devices", name, key], to: text) }
        }
        let head = [("driver", "composite-head"), ("role", "pan-tilt"), ("pan", pan), ("tilt", tilt)]
        if !isAbove { put("head", head) }
        put("turntable", [("driver", "bench-head"), ("role", "head-part"), ("pan", "-100..100")])
        put("arm", [("driver", "bench-head"), ("role", "head-part"), ("tilt", "-20..70")])
        if isAbove { put("head", head) }
        return try BoardFile(root, file: "test.yaml", drivers: BenchHead.drivers + CompositeHead.drivers)
    }

    private func head(_ clock: ManualClock) throws -> any PanTiltHead {
        let board = Board(opening: try board(clock: clock)) { device in
            DriverHost(
                device: device, stateDirectory: "/nonexistent", clock: clock, logger: LogRecorder().logger, restartProcess: {})
        }
        return try board.device(.panTilt)
    }

    @Test("keeps what every head promises")
    func conformance() async throws {
        let clock = ManualClock()
        let head = try head(clock)
        #expect(head.limits == HeadLimits(pan: -100...100, tilt: -20...70))
        #expect(try await PanTiltHeadConformance(head) { clock.advance(by: $0) }.violations() == [])
    }

    @Test("parts must stand above it, play their role, and belong to it alone")
    func parts() throws {
        let clock = ManualClock()
        for (pan, tilt, isAbove, path) in [
            ("nobody", "arm", true, "devices.head"), ("turntable", "arm", false, "devices.head"),
            ("arm", "arm", true, "devices.head.tilt"),
        ] {
            do throws(ConfigFailure) {
                _ = try board(clock: clock, pan: pan, tilt: tilt, isAbove: isAbove)
                Issue.record("the board was taken")
            } catch {
                #expect(error.problems.map(\.path).contains(path))
            }
        }
    }

    @Test("a part that fails leaves the other standing, and is named")
    func fault() throws {
        let clock = ManualClock()
        let (turntable, arm) = (SimulatedHead(clock: clock), SimulatedHead(clock: clock))
        let head = JoinedHead(pan: turntable, tilt: arm)
        arm.setFault(DeviceFault(.failed, "the arm is broken"))
        #expect(throws: DeviceFault(.failed, "the arm is broken")) { try head.drive(pan: 1, tilt: 1, speed: 5) }
        #expect(try !turntable.report.isMoving)
    }

    @Test("a part that cannot be had costs the head")
    func missing() throws {
        let clock = ManualClock()
        let file = try board(clock: clock)
        let host = DriverHost(
            device: "head", stateDirectory: "/nonexistent", clock: clock, logger: LogRecorder().logger, restartProcess: {})
        #expect(throws: DeviceFault.self) {
            _ = try CompositeHeadDriver.open(CompositeHeadDriver.Parts(pan: "turntable", tilt: "arm"), host: host)
        }
        #expect(file.devices.last?.parts.map(\.device) == ["turntable", "arm"])
    }
}

import BoardDevices
import GatewayTesting
import MediaCore
import Testing

@testable import GPIODriver

@Suite("A stepper head that finds its place, and loses it")
struct StepperFaultTests {
    private func fault(of bench: StepperBench) throws -> String {
        let report = try bench.head.report
        #expect(report.confidence == .unknown && !report.isMoving)
        #expect(!bench.pan.isDriven && !bench.tilt.isDriven)
        return report.fault?.message ?? ""
    }

    @Test(
        "homing finds the same step from anywhere, coils and all", arguments: [-1_995, -1_990, -1_989, -1_500, 0, 3, 1_995])
    func homes(start: Int) throws {
        let bench = StepperBench(at: start)
        #expect(try bench.head.report.confidence == .unknown)
        try bench.home()
        let report = try bench.head.report
        #expect(report.confidence == .homed && report.fault == nil)
        #expect(
            report.position == HeadPosition(pan: bench.head.limits.pan.lowerBound, tilt: bench.head.limits.pan.lowerBound).near)
        try bench.go(0)
        // The switch closes at -1990; the coils come to where they always are there at -1991.
        #expect(bench.pan.rotor == 0)
    }

    @Test("homing against a stop finds the same step from anywhere", arguments: [-1_999, -3, 0, 1_400, 2_000])
    func stalls(start: Int) throws {
        let home = Homing(end: .high, usesSwitch: false, place: 2_000 * 360 / 4_096.0, speed: 200, travel: 352)
        let bench = StepperBench(StepperBench.settings(home: home), at: start)
        try bench.home()
        try bench.go(0)
        #expect(bench.pan.rotor == 0)
        #expect(try bench.head.report.confidence == .homed)
    }

    @Test("a head that was told where it rested goes on from there exactly, without homing")
    func trusts() throws {
        let bench = StepperBench(at: 0)
        try bench.home()
        try bench.go(33, -12)
        bench.advance(.seconds(1))
        let rested = try #require(try bench.head.report.position)
        let next = StepperHead(
            pan: StepperAxis(StepperBench.settings(), lines: bench.pan, switches: bench.pan),
            tilt: StepperAxis(StepperBench.settings(), lines: bench.tilt, switches: bench.tilt), clock: bench.clock)
        #expect(try next.report.confidence == .unknown)
        #expect(throws: DeviceFault.self) { try next.go(to: rested, speed: 5) }
        try next.trust(rested)
        #expect(try next.report.confidence == .known)
        try next.go(to: HeadPosition(pan: -45, tilt: 45), speed: 10)
        while let due = next.beat(at: bench.clock.now) { bench.clock.advance(by: max(.zero, due - bench.clock.now)) }
        #expect(bench.pan.rotor == StepperBench.step(-45) && bench.tilt.rotor == StepperBench.step(45))
        #expect(bench.pan.losses + bench.tilt.losses <= 2)
    }

    @Test("a head that does not know where it is only moves slowly, and not for ever")
    func unknown() throws {
        let bench = StepperBench()
        try bench.head.drive(pan: 1, tilt: 0, speed: 10)
        bench.advance(.seconds(2))
        let periods = zip(bench.pan.times.dropFirst(), bench.pan.times).map { $0 - $1 }
        #expect(periods.allSatisfy { $0 >= 4_999_999 })
        try bench.settle()
        #expect(try fault(of: bench).contains("pan: the high limit switch is closed"))
    }

    @Test("a switch that stays closed is named, and the motors are left without current")
    func stuckClosed() throws {
        let bench = StepperBench()
        bench.tilt.change { $0.stuck = .low }
        try bench.home()
        let found = try fault(of: bench)
        #expect(found.contains("tilt: the low limit switch stays closed"))
        bench.tilt.change { $0.stuck = [] }
        try bench.home()
        #expect(try bench.head.report.fault == nil && bench.head.report.confidence == .homed)
    }

    @Test("a switch that never closes is named")
    func stuckOpen() throws {
        let bench = StepperBench()
        bench.pan.change { $0.broken = .low }
        try bench.home()
        #expect(try fault(of: bench).contains("pan: the low limit switch did not close"))
    }

    @Test("a switch that closes where the head cannot be stops it: steps were lost")
    func unexpected() throws {
        let bench = StepperBench()
        try bench.home()
        try bench.go(0)
        bench.pan.change { $0.stuck = .high }
        try bench.go(-20)
        #expect(try bench.head.report.fault == nil, "the other end does not matter")
        try bench.go(20)
        #expect(try fault(of: bench).contains("pan: the high limit switch is closed at -20.0 degrees"))
    }

    @Test("a spark on a switch's line is not believed")
    func spark() throws {
        let bench = StepperBench()
        try bench.home()
        let sparks = Sparks(bench.pan)
        let head = StepperHead(
            pan: StepperAxis(StepperBench.settings(), lines: bench.pan, switches: sparks), tilt: nil, clock: bench.clock)
        try head.trust(HeadPosition(pan: 0, tilt: 0))
        try head.go(to: HeadPosition(pan: 45, tilt: 0), speed: 10)
        while let due = head.beat(at: bench.clock.now) { bench.clock.advance(by: max(.zero, due - bench.clock.now)) }
        #expect(try head.report.fault == nil && head.report.position?.pan == 45)
    }

    @Test("a line that is lost is named, all motors stop, and the head works again when it is back")
    func lost() throws {
        let bench = StepperBench()
        try bench.home()
        try bench.head.go(to: HeadPosition(pan: 100, tilt: 100), speed: 10)
        bench.advance(.milliseconds(300))
        bench.pan.change { $0.fault = DeviceFault(.missing, "lights lines 1, 2, 3, 4: No such device") }
        bench.advance(.seconds(1))
        let report = try bench.head.report
        #expect(report.fault?.message == "lights lines 1, 2, 3, 4: No such device")
        #expect(report.confidence == .unknown && !report.isMoving && !bench.tilt.isDriven)
        bench.pan.change { $0.fault = nil }
        try bench.home()
        try bench.go(45, 45)
        #expect(bench.pan.rotor == StepperBench.step(45) && bench.tilt.rotor == StepperBench.step(45))
    }
}

/// A switch whose line says every other time that it is pressed.
private final class Sparks: EndSwitches {
    private let motor: MotorModel

    init(_ motor: MotorModel) { self.motor = motor }

    var pressed: PressedEnds {
        get throws(DeviceFault) {
            let isSpark = motor.levels.count % 3 == 0
            motor.change { $0.levels.append($0.levels.last ?? 0) }
            return isSpark ? [.low, .high] : []
        }
    }
}

extension HeadPosition {
    /// The place that 4096 steps a turn have nearest inside of it.
    fileprivate var near: HeadPosition {
        let grid = 4_096.0 / 360
        return HeadPosition(pan: (pan * grid).rounded(.up) / grid, tilt: (tilt * grid).rounded(.up) / grid)
    }
}

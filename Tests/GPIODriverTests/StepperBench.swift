import BoardDevices
import GatewayTesting
import MediaCore

@testable import GPIODriver

/// A stepper head on models of its motors, moved by a clock that the test moves.
struct StepperBench {
    let clock = ManualClock()
    let head: StepperHead
    let pan: MotorModel
    let tilt: MotorModel

    /// 4096 half steps a turn: 11.38 a degree. The end at -175 degrees is 1991 half steps below zero.
    static func settings(
        _ name: String = "pan", drive: MotorSettings.Drive = .coils(.half), limits: ClosedRange<Double> = -170...170,
        ramp: Ramp = Ramp(start: 200, top: 1_000, acceleration: 2_000), backlash: Int = 0, isReversed: Bool = false,
        home: Homing = Homing(end: .low, usesSwitch: true, place: -175, speed: 200, travel: 352)
    ) -> MotorSettings {
        MotorSettings(
            name: name, drive: drive, stepsPerDegree: 4_096.0 / 360, isReversed: isReversed, limits: limits, ramp: ramp,
            backlash: backlash, hold: .milliseconds(500), homing: home, switches: home.usesSwitch ? [.low, .high] : [])
    }

    /// A head whose motors stand somewhere.
    init(
        _ settings: MotorSettings = StepperBench.settings(), play: Int = 0, kind: MotorModel.Kind = .coils, at start: Int = 37
    ) {
        let clock = clock
        let now: @Sendable () -> Int64 = { clock.now.nanoseconds }
        pan = MotorModel(
            kind, play: play, stops: -2_000...2_000, switches: -1_990...1_990, at: start, now: now)
        tilt = MotorModel(
            kind, play: play, stops: -2_000...2_000, switches: -1_990...1_990, at: -start, now: now)
        head = StepperHead(
            pan: StepperAxis(settings, lines: pan, switches: pan),
            tilt: StepperAxis(settings.named("tilt"), lines: tilt, switches: tilt), clock: clock)
    }

    /// Lets time pass as the head's thread would: every beat comes at its moment.
    func advance(_ duration: Duration) {
        let end = clock.now + duration
        while let next = head.beat(at: clock.now), next <= end {
            clock.advance(by: max(.zero, next - clock.now))
        }
        clock.advance(by: end - clock.now)
    }

    /// Lets time pass until the head stands.
    func settle() throws {
        for _ in 0..<2_400 {
            guard try head.report.isMoving else { return }
            advance(.milliseconds(100))
        }
        throw ConformanceFailure("the head does not come to rest")
    }

    /// Homes the head.
    func home() throws {
        try head.home()
        try settle()
    }

    func go(_ pan: Double, _ tilt: Double = 0, speed: Int = 10) throws {
        try head.go(to: HeadPosition(pan: pan, tilt: tilt), speed: speed)
        try settle()
    }

    /// The half step of a place in degrees.
    static func step(_ degrees: Double) -> Int { Int((degrees * 4_096 / 360).rounded()) }
}

extension MotorSettings {
    /// The same motor under another name.
    func named(_ name: String) -> MotorSettings {
        MotorSettings(
            name: name, drive: drive, stepsPerDegree: stepsPerDegree, isReversed: isReversed, limits: limits, ramp: ramp,
            backlash: backlash, hold: hold, homing: homing, switches: switches)
    }
}

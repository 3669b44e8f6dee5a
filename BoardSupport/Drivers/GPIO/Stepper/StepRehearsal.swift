import BoardDevices
package import Logging
import MediaCore
import Synchronization

/// A head without motors: its own thread moves it as any other, and its lines only remember how often they were driven. For measuring
/// how late steps come on a machine.
package final class StepRehearsal: Sendable {
    private let lines = CountingLines()
    private let head: StepperHead

    /// Starts a head whose motor turns at a speed at once, in steps a second.
    package init(speed: Double, logger: Logger) {
        let motor = MotorSettings(
            name: "pan", drive: .coils(.half), stepsPerDegree: 1_000, isReversed: false, limits: -180...180,
            ramp: Ramp(start: speed, top: speed, acceleration: 1), backlash: 0, hold: .zero, homing: nil, switches: [])
        head = StepperHead(
            pan: StepperAxis(motor, lines: lines, switches: nil), tilt: nil, clock: SystemMonotonicClock())
        head.start(name: "steps", logger: logger)
    }

    /// Takes steps until the number is reached, at most 180,000; returns at once.
    package func begin(_ steps: Int) throws {
        try head.trust(HeadPosition(pan: 0, tilt: 0))
        try head.go(to: HeadPosition(pan: Double(steps) / 1_000, tilt: 0), speed: 10)
    }

    /// Whether all steps have been taken.
    package var isDone: Bool { (try? head.report.isMoving) == false }

    /// How many times the lines were driven.
    package var calls: Int { lines.count.load(ordering: .relaxed) }

    /// How many steps were taken, and by how much a share of them (0 to 1) was late at most.
    package func lateness(_ share: Double) -> (steps: Int, nanoseconds: Int64) {
        let timing = head.timing.pan ?? StepTiming()
        return (timing.steps, share < 1 ? timing.percentile(share) : timing.worst)
    }
}

/// Lines of nothing.
private final class CountingLines: MotorLines {
    let count = Atomic(0)

    func set(_ levels: UInt8) throws(DeviceFault) {
        count.add(1, ordering: .relaxed)
    }
}

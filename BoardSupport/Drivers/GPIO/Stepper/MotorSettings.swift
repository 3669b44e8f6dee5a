/// One motor of a head as its board file describes it.
struct MotorSettings: Sendable {
    /// How a step is made on the motor's lines.
    enum Drive: Sendable, Hashable {
        /// The lines are the four coils.
        case coils(CoilSequence)
        /// The lines are step, direction and perhaps enable of a driver chip; a step is a pulse of this length.
        case pulses(width: Duration, hasEnable: Bool)
    }

    /// `pan` or `tilt`.
    let name: String
    /// How a step is made.
    let drive: Drive
    /// Steps of the motor for one degree of the head.
    let stepsPerDegree: Double
    /// Whether the motor turns the other way round.
    let isReversed: Bool
    /// Where the axis may go, in degrees.
    let limits: ClosedRange<Double>
    /// How the motor gets up to speed.
    let ramp: Ramp
    /// Steps that the motor turns in play before the head follows, when its direction changes.
    let backlash: Int
    /// How long the coils hold the head after a motion, before they are left without current.
    let hold: Duration
    /// How the axis finds out where it is; nil if it cannot.
    let homing: Homing?
    /// The ends that have a switch.
    let switches: PressedEnds

    /// The limits in steps, inside those in degrees.
    var range: ClosedRange<Int> {
        let low = Int((limits.lowerBound * stepsPerDegree).rounded(.up))
        return low...max(low, Int((limits.upperBound * stepsPerDegree).rounded(.down)))
    }

    /// The place of a step, in degrees.
    func degrees(at step: Int) -> Double { Double(step) / stepsPerDegree }

    /// How many steps bring the lines back to where they were.
    var cycle: Int {
        switch drive {
        case .coils(let sequence): sequence.cycle
        case .pulses: 1
        }
    }
}

/// How an axis finds out where it is: it turns towards one end until it is there.
struct Homing: Sendable, Hashable {
    /// Which end.
    enum End: Int, Sendable {
        /// Left or down.
        case low = -1
        /// Right or up.
        case high = 1
    }

    /// Which end the axis turns to.
    let end: End
    /// Whether a switch tells the end; otherwise the motor turns for the whole travel and is held up by the stop.
    let usesSwitch: Bool
    /// Where that end is, in degrees.
    let place: Double
    /// Steps a second, at most what the motor can start at.
    let speed: Double
    /// How far the axis can turn from one end to the other, in degrees: after that it has found its stop, or its switch is broken.
    let travel: Double

    /// The switch that tells the end.
    var pressed: PressedEnds { end == .low ? .low : .high }
}

import BoardDevices
import MediaCore

/// Homing: an axis that does not know where it is turns to one of its ends.
extension StepperAxis {
    /// Begins to look for the end. Until it is found the axis does not know where it is.
    mutating func home(at now: MonotonicInstant) throws(DeviceFault) {
        guard let homing = motor.homing else {
            throw DeviceFault(
                .unsupported, "\(motor.name): has nothing to find its place by",
                remedy: "name its switch or stop with \"home\" in the board file")
        }
        confidence = .unknown
        direction = 0
        level = 0
        brake = nil
        cruise = homing.speed
        activity = homing.usesSwitch ? .leaving(travel) : .seeking(travel)
        due = now
    }

    /// More steps than the whole travel has, from end to end.
    private var travel: Int {
        Int((motor.homing?.travel ?? 0) * motor.stepsPerDegree * 1.1) + motor.backlash + 2 * motor.cycle
    }

    /// Turns away from a switch that is pressed already, so that it is always found from the same side.
    mutating func leave(_ rest: Int, due: MonotonicInstant, _ now: MonotonicInstant) throws(DeviceFault) {
        guard let homing = motor.homing else { return halt(at: now) }
        // A motor that gets current turns a little, perhaps into the switch.
        guard try isReady(for: -homing.end.rawValue, now) else { return }
        guard try isPressed(homing.pressed) else {
            activity = .seeking(travel)
            return try seek(travel, due: due, now)
        }
        let away = -homing.end.rawValue
        let other: PressedEnds = homing.end == .low ? .high : .low
        let isAtOtherEnd = motor.switches.contains(other) ? try isPressed(other) : false
        guard rest > 0, !isAtOtherEnd else {
            throw DeviceFault(
                .failed, "\(motor.name): the \(homing.end) limit switch stays closed over the whole travel",
                remedy: "the switch is stuck, or \"switch_active\" in the board file is the wrong level")
        }
        activity = .leaving(rest - 1)
        try step(away, due: due, now)
    }

    /// Turns towards the end until the switch closes, or for the whole travel where a stop holds the motor up.
    mutating func seek(_ rest: Int, due: MonotonicInstant, _ now: MonotonicInstant) throws(DeviceFault) {
        guard let homing = motor.homing else { return halt(at: now) }
        let isThere = homing.usesSwitch ? try isPressed(homing.pressed) : rest == 0
        if isThere {
            activity = .aligning
            return try align(due: due, now)
        }
        guard rest > 0 else {
            throw DeviceFault(
                .failed, "\(motor.name): the \(homing.end) limit switch did not close over the whole travel",
                remedy: "the head is blocked, or the switch or its line is broken")
        }
        guard try isReady(for: homing.end.rawValue, now) else { return }
        activity = .seeking(rest - 1)
        try step(homing.end.rawValue, due: due, now)
    }

    /// Turns on until the coils stand as they always do at this end. So the rotor is at the same place each time, however late the
    /// switch closed; and a motor that wakes up again without current stays where it is.
    mutating func align(due: MonotonicInstant, _ now: MonotonicInstant) throws(DeviceFault) {
        guard let homing = motor.homing else { return halt(at: now) }
        let home = Int((homing.place * motor.stepsPerDegree).rounded())
        let flank = homing.end == .low ? 0 : motor.backlash
        guard (place + slack - home - flank) % motor.cycle == 0 else {
            guard try isReady(for: homing.end.rawValue, now) else { return }
            return try step(homing.end.rawValue, due: due, now)
        }
        place = home
        slack = flank
        confidence = .homed
        goal = min(motor.range.upperBound, max(motor.range.lowerBound, home))
        cruise = max(homing.speed, motor.ramp.top / 2)
        activity = .travelling
        direction = 0
        level = 0
        self.due = now + period
    }
}

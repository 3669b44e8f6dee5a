import BoardDevices
import MediaCore

/// Travelling: one step after the other, up the ramp, along, and down it again.
extension StepperAxis {
    /// Begins to travel.
    mutating func begin(at now: MonotonicInstant) {
        direction = 0
        level = 0
        brake = nil
        guard leg(to: goal).direction != 0 else { return halt(at: now) }
        activity = .travelling
        due = now
    }

    /// Does what is due while the motor travels.
    mutating func travel(due: MonotonicInstant, _ now: MonotonicInstant) throws(DeviceFault) {
        if let brake {
            guard level > 0, now < brake.end else { return halt(at: now) }
            level = max(0, level - brake.levels)
        } else {
            let leg = leg(to: goal)
            if direction == 0 {
                guard leg.direction != 0 else { return halt(at: now) }
                guard try isReady(for: leg.direction, now) else { return }
                direction = leg.direction
            } else if leg.direction != direction {
                // The goal is behind: the motor comes to rest first.
                guard level > 0 else {
                    direction = 0
                    self.due = now + period
                    return
                }
                level -= 1
            } else {
                level = max(0, level - 1, min(level + 1, motor.ramp.level(at: cruise), leg.steps - 1))
            }
        }
        try check(direction)
        try step(direction, due: due, now)
        finish(now)
    }

    /// Ends the motion with its last step.
    private mutating func finish(_ now: MonotonicInstant) {
        if let brake {
            if level == 0 || (due ?? now) > brake.end { halt(at: now) }
        } else if level == 0, leg(to: goal).direction == 0 {
            halt(at: now)
        }
    }

    /// The time from this step to the next.
    var period: Duration {
        .nanoseconds(motor.ramp.period(at: level, cruise: cruise))
    }

    /// Whether the motor has current and its chip knows the direction. If not, it gets them now and the step comes later: the rotor
    /// and the chip need a moment for it.
    mutating func isReady(for direction: Int, _ now: MonotonicInstant) throws(DeviceFault) -> Bool {
        switch motor.drive {
        case .coils(let sequence):
            guard !hasCurrent else { return true }
            try lines.set(levels(of: sequence))
            due = now + period
        case .pulses(let width, let hasEnable):
            let wanted: UInt8 = ((direction > 0) != motor.isReversed ? 2 : 0) | (hasEnable ? 4 : 0)
            guard !hasCurrent || turning != wanted else { return true }
            try lines.set(wanted)
            turning = wanted
            due = now + (hasCurrent ? width : max(period, width))
        }
        hasCurrent = true
        return false
    }

    /// Turns the motor by one step, and the head with it unless it is in its play.
    mutating func step(_ direction: Int, due: MonotonicInstant, _ now: MonotonicInstant) throws(DeviceFault) {
        if direction > 0 {
            if slack < motor.backlash { slack += 1 } else { place += 1 }
        } else {
            if slack > 0 { slack -= 1 } else { place -= 1 }
        }
        switch motor.drive {
        case .coils(let sequence):
            try lines.set(levels(of: sequence))
        case .pulses(let width, _):
            try lines.set(turning | 1)
            pulseEnd = now + width
        }
        let late = now - due
        timing.note(late.wholeNanoseconds)
        // A motor cannot make up for time that was lost: steps too soon after one another are lost as well.
        self.due = late > period / 4 ? now + period : due + period
    }

    /// Takes the step line back; the chip waits for the next edge.
    mutating func endPulse() throws(DeviceFault) {
        pulseEnd = nil
        try lines.set(turning)
    }

    /// Takes the current from the coils.
    mutating func release() throws(DeviceFault) {
        activity = .released
        hasCurrent = false
        turning = 0
        due = nil
        try lines.set(0)
    }

    /// The coils that are driven where the motor is.
    private func levels(of sequence: CoilSequence) -> UInt8 {
        sequence.levels(at: motor.isReversed ? -(place + slack) : place + slack)
    }

    /// Whether the axis runs into a switch where the head cannot be there: then it is lost.
    private func check(_ direction: Int) throws(DeviceFault) {
        let end: PressedEnds = direction < 0 ? .low : .high
        guard motor.switches.contains(end) else { return }
        let margin = max(motor.cycle + motor.backlash, Int(motor.stepsPerDegree.rounded(.up)))
        let nearest = direction < 0 ? motor.range.lowerBound : motor.range.upperBound
        guard confidence == .unknown || abs(place - nearest) > margin, try isPressed(end) else { return }
        throw DeviceFault(
            .failed, "\(motor.name): the \(direction < 0 ? "low" : "high") limit switch is closed at \(shown) degrees",
            remedy: "the head was blocked or the switch is stuck: free it, look at the switch, home the head")
    }

    /// Whether a switch is pressed, and stays so: a spark on its line is not believed.
    func isPressed(_ end: PressedEnds) throws(DeviceFault) -> Bool {
        guard let switches else { return false }
        for _ in 0..<3 {
            guard try switches.pressed.contains(end) else { return false }
        }
        return true
    }

    private var shown: Double { (motor.degrees(at: place) * 10).rounded() / 10 }
}

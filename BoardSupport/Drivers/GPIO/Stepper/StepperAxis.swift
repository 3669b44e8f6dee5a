import BoardDevices
import MediaCore

/// One motor of a head, moved step by step: a value that says when its next event is due and does it then.
///
/// Nothing here waits or reads a clock, so that the head's thread and a test drive it alike.
struct StepperAxis: Sendable {
    /// What the motor does now.
    enum Activity: Sendable, Hashable {
        /// It stands, without current.
        case released
        /// It stands, held by its coils.
        case holding
        /// It was stopped and will take up its play in a moment.
        case pausing
        /// It turns to where it shall go.
        case travelling
        /// It frees its switch before it looks for it; so many steps more.
        case leaving(Int)
        /// It looks for its end; so many steps more.
        case seeking(Int)
        /// It is at its end and turns on until the coils are as they always are there.
        case aligning
    }

    /// How long a stop may take from any speed.
    static let stopTime: Duration = .milliseconds(15)
    /// How long a motor that was stopped waits for another command before it takes up its play.
    static let pause: Duration = .milliseconds(100)

    /// The motor.
    let motor: MotorSettings
    let lines: any MotorLines
    let switches: (any EndSwitches)?

    /// Where the head is, in steps from its zero.
    var place = 0
    /// How much of its play the motor has turned through, from the left or lower flank.
    var slack: Int
    /// What ``place`` is worth.
    var confidence = PositionConfidence.unknown
    /// Where the head may go now, in steps.
    var range: ClosedRange<Int>
    /// Where the head shall go.
    var goal = 0
    /// The speed of the motion under way, in steps a second.
    var cruise: Double
    var activity = Activity.released
    /// Which way the motor turns now.
    var direction = 0
    /// How far up the ramp it is.
    var level = 0
    /// How many levels it loses at each step of a stop, and when it must stand.
    var brake: (levels: Int, end: MonotonicInstant)?
    /// When something is to be done next; nil at rest.
    var due: MonotonicInstant?
    /// Whether the motor has current.
    var hasCurrent = false
    /// What a driver chip's lines are between two pulses.
    var turning: UInt8 = 0
    /// When the pulse of the last step ends.
    var pulseEnd: MonotonicInstant?
    /// How late the steps came.
    var timing = StepTiming()

    /// An axis that does not know where it is.
    init(_ motor: MotorSettings, lines: any MotorLines, switches: (any EndSwitches)?) {
        self.motor = motor
        self.lines = lines
        self.switches = switches
        slack = motor.backlash
        cruise = motor.ramp.top
        range = motor.range
        place = min(range.upperBound, max(range.lowerBound, 0))
        goal = place
    }

    /// Whether the motor turns, or will without another command.
    var isMoving: Bool { activity != .released && activity != .holding }

    /// When ``beat(at:)`` has something to do next; nil at rest.
    var nextEvent: MonotonicInstant? {
        guard let pulseEnd else { return due }
        return due.map { min($0, pulseEnd) } ?? pulseEnd
    }

    /// Does what is due.
    mutating func beat(at now: MonotonicInstant) throws(DeviceFault) {
        if let end = pulseEnd, end <= now { try endPulse() }
        guard let due, due <= now else { return }
        switch activity {
        case .released: self.due = nil
        case .holding: try release()
        case .pausing: begin(at: now)
        case .travelling: try travel(due: due, now)
        case .leaving(let rest): try leave(rest, due: due, now)
        case .seeking(let rest): try seek(rest, due: due, now)
        case .aligning: try align(due: due, now)
        }
    }

    /// The step nearest to a place in degrees that the axis may go to.
    func step(at degrees: Double) -> Int {
        let wanted = max(-1e9, min(1e9, (degrees * motor.stepsPerDegree).rounded()))
        return min(range.upperBound, max(range.lowerBound, Int(wanted)))
    }

    /// Turns towards an end of where it may go. An axis that does not know where it is does so slowly, for its whole travel at
    /// most: its switches and stops hold it then.
    mutating func drive(_ direction: Int, cruise: Double, at now: MonotonicInstant) {
        guard confidence != .unknown else {
            let travel = motor.range.upperBound - motor.range.lowerBound
            return go(to: place + direction * travel, cruise: min(cruise, motor.ramp.start), at: now)
        }
        // From outside of its limits it only moves inwards.
        go(to: direction > 0 ? max(place, range.upperBound) : min(place, range.lowerBound), cruise: cruise, at: now)
    }

    /// Turns towards a step of the head and stays there.
    ///
    /// - Parameters:
    ///   - step: within the limits.
    ///   - cruise: in steps a second.
    mutating func go(to step: Int, cruise: Double, at now: MonotonicInstant) {
        goal = step
        self.cruise = cruise
        brake = nil
        if activity != .travelling { begin(at: now) }
    }

    /// Stops within ``stopTime``: at once from a speed that the motor can start at, by a short ramp from a higher one.
    mutating func stop(at now: MonotonicInstant) {
        guard isMoving, activity != .pausing else { return }
        guard activity == .travelling, direction != 0, level > 0 else { return halt(at: now) }
        guard brake == nil else { return }
        let mean = (motor.ramp.start + min(cruise, motor.ramp.speed(at: level))) / 2
        let steps = Int(StepperAxis.stopTime.seconds * mean)
        guard steps > 1 else { return halt(at: now) }
        brake = ((level + steps - 1) / steps, now + StepperAxis.stopTime)
    }

    /// Takes for true where the head is.
    mutating func trust(_ degrees: Double) {
        place = Int(max(-1e9, min(1e9, (degrees * motor.stepsPerDegree).rounded())))
        slack = motor.backlash
        goal = place
        confidence = .known
    }

    /// Keeps later motions within narrower limits, in degrees.
    mutating func confine(to limits: ClosedRange<Double>) {
        let low = max(motor.range.lowerBound, Int(max(-1e9, (limits.lowerBound * motor.stepsPerDegree).rounded(.up))))
        let high = min(motor.range.upperBound, Int(min(1e9, (limits.upperBound * motor.stepsPerDegree).rounded(.down))))
        range = min(low, motor.range.upperBound)...max(min(low, motor.range.upperBound), high)
    }

    /// Leaves the coils without current at once, wherever the motor is; what it knew of its place is lost.
    mutating func fail() {
        halt()
        confidence = .unknown
        activity = .released
        hasCurrent = false
        turning = 0
        due = nil
        pulseEnd = nil
        // Lines that are lost cannot be driven any more; those that are left are.
        try? lines.set(0)
    }

    /// How many steps of the motor a move to a step of the head takes from here.
    func steps(to step: Int) -> Int {
        let leg = leg(to: step)
        // A move to the left or down ends with the play taken up again.
        return leg.direction < 0 ? leg.steps + motor.backlash : leg.steps
    }

    /// The way to a step of the head: which way the motor must turn, and how far. The play is part of it: at rest the motor
    /// stands at the upper end of its play always, so that its place means the same whichever way it came.
    func leg(to step: Int) -> (direction: Int, steps: Int) {
        let way = step - place
        if way > 0 { return (1, way + motor.backlash - slack) }
        if way < 0 { return (-1, slack - way) }
        return slack < motor.backlash ? (1, motor.backlash - slack) : (0, 0)
    }

    /// Ends a motion where it is.
    mutating func halt(at now: MonotonicInstant) {
        halt()
        goal = place
        activity = slack == motor.backlash || confidence == .unknown ? .holding : .pausing
        due = now + (activity == .holding ? motor.hold : StepperAxis.pause)
    }

    private mutating func halt() {
        direction = 0
        level = 0
        brake = nil
    }
}

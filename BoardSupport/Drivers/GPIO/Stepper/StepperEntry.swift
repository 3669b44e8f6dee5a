import BoardDevices

/// What the keys of a `gpio-stepper` entry mean.
struct StepperEntry: Sendable {
    /// A motor and its lines.
    struct Motor: Sendable {
        let settings: MotorSettings
        let lines: LineGroup
        /// The lines of its switches, and the end of each.
        let switches: (lines: LineGroup, ends: [PressedEnds])?
    }

    /// The motors that the head has.
    let pan: Motor?
    let tilt: Motor?

    /// What the motors and switches need for themselves alone.
    var claims: [Claim] {
        [pan, tilt].compactMap(\.self).flatMap { $0.lines.claims + ($0.switches?.lines.claims ?? []) }
    }

    /// Reads the entry; problems are recorded in the section.
    init(from section: ConfigSection) {
        pan = section.section("pan").flatMap { StepperEntry.motor("pan", in: $0, limits: -360...360) }
        tilt = section.section("tilt").flatMap { StepperEntry.motor("tilt", in: $0, limits: -180...180) }
        if !section.known("pan"), !section.known("tilt") {
            section.problem("", "expected a motor under pan, under tilt, or both")
        }
    }

    private static func motor(_ name: String, in section: ConfigSection, limits bounds: ClosedRange<Double>) -> Motor? {
        let chip = section.requiredText("chip", "a chip such as gpiochip0, /dev/gpiochip0 or its label")
            .map(LineAddress.chip(named:))
        let wiring = StepperWiring(from: section)
        let stepsPerTurn = section.integer("steps_per_turn", in: 1...10_000_000, default: 0)
        if !section.known("steps_per_turn") {
            section.problem("", "steps_per_turn is missing; expected the motor's steps for one turn of the head")
        }
        let limits = section.degrees("limits", within: bounds)
        let ramp = ramp(in: section)
        let homing = StepperEntry.homing(in: section, limits: limits, within: bounds, ramp: ramp, wiring)
        let backlash = section.integer("backlash", in: 0...10_000, default: 0)
        let isReversed = section.flag("reverse", default: false)
        let hold = Duration.milliseconds(section.integer("hold", in: 0...600_000, default: 500))
        section.finish()
        guard let chip, let wiring, stepsPerTurn > 0, let limits, let homing else { return nil }
        if case .pulses(let width, _) = wiring.drive, width * 2 > .nanoseconds(Int64(1e9 / ramp.top)) {
            section.problem("pulse", "expected a pulse of at most half the time between two steps at max_speed")
        }
        let settings = MotorSettings(
            name: name, drive: wiring.drive, stepsPerDegree: Double(stepsPerTurn) / 360, isReversed: isReversed,
            limits: limits, ramp: ramp, backlash: backlash, hold: hold, homing: homing,
            switches: PressedEnds(wiring.switches.map(\.end)))
        let lines = LineGroup(chip: chip, lines: wiring.lines, inverted: wiring.inverted)
        guard !wiring.switches.isEmpty else { return Motor(settings: settings, lines: lines, switches: nil) }
        let group = LineGroup(
            chip: chip, lines: wiring.switches.map(\.line), inverted: wiring.areSwitchesLow ? 0xff : 0)
        return Motor(settings: settings, lines: lines, switches: (group, wiring.switches.map(\.end)))
    }

    private static func ramp(in section: ConfigSection) -> Ramp {
        let top = section.number("max_speed", in: 1...20_000, default: 500)
        let start = section.number("start_speed", in: 1...20_000, default: min(top, 200))
        let acceleration = section.number("acceleration", in: 1...1_000_000, default: 1_000)
        if start > top { section.problem("start_speed", "expected at most max_speed, \(top) steps a second") }
        return Ramp(start: min(start, top), top: top, acceleration: acceleration)
    }

    private static func homing(
        in section: ConfigSection, limits: ClosedRange<Double>?, within bounds: ClosedRange<Double>, ramp: Ramp,
        _ wiring: StepperWiring?
    ) -> Homing? {
        let options = ["low-switch", "high-switch", "low-stop", "high-stop"]
        if !section.known("home") {
            section.problem("", "home is missing; expected one of \(options.joined(separator: ", "))")
        }
        let choice = section.option("home", options, default: options[2])
        let end: Homing.End = choice.hasPrefix("low") ? .low : .high
        let usesSwitch = choice.hasSuffix("switch")
        let nearest = end == .low ? limits?.lowerBound : limits?.upperBound
        let place = section.number("home_at", in: bounds.lowerBound...bounds.upperBound, default: nearest ?? 0)
        if let limits, end == .low ? place > limits.upperBound : place < limits.lowerBound {
            section.problem("home_at", "expected a place at the \(end) end, outside of the limits or in them")
        }
        let speed = section.number("home_speed", in: 1...20_000, default: ramp.start)
        if speed > ramp.start {
            section.problem(
                "home_speed", "expected at most start_speed, \(ramp.start) steps a second: the head must stop at once")
        }
        let farthest = end == .low ? limits?.upperBound : limits?.lowerBound
        let way = abs((farthest ?? place) - place)
        let travel = section.number("travel", in: 0.1...720, default: usesSwitch ? max(360, way) : max(0.1, way))
        if travel < way { section.problem("travel", "expected at least the \(way) degrees from home_at to the other limit") }
        if usesSwitch, let wiring, !wiring.switches.contains(where: { $0.end == (end == .low ? .low : .high) }) {
            section.problem("home", "\(choice) needs the line of that switch under \(end)_switch")
        }
        return Homing(end: end, usesSwitch: usesSwitch, place: place, speed: min(speed, ramp.start), travel: travel)
    }
}

extension ConfigSection {
    /// The range `LOW..HIGH` of degrees under `key`; its absence is a problem.
    func degrees(_ key: String, within bounds: ClosedRange<Double>) -> ClosedRange<Double>? {
        guard let text = requiredText(key, "LOW..HIGH in degrees") else { return nil }
        let dots = text.utf8.indices.first { text.utf8[$0...].starts(with: "..".utf8) }
        if let dots, let low = Double(String(text[..<dots])),
            let high = Double(String(text[text.utf8.index(dots, offsetBy: 2)...])), low < high,
            bounds.contains(low), bounds.contains(high)
        {
            return low...high
        }
        problem(key, "expected LOW..HIGH in degrees within \(bounds.lowerBound) to \(bounds.upperBound), found \"\(text)\"")
        return nil
    }
}

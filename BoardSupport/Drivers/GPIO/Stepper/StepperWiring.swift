import BoardDevices

/// Which lines a motor of a board file has, and what they do.
struct StepperWiring: Sendable {
    /// How a step is made.
    let drive: MotorSettings.Drive
    /// The motor's lines: four coils, or step, direction and perhaps enable.
    let lines: [LineAddress.Line]
    /// The lines whose low level means on, as bits.
    let inverted: UInt8
    /// The switches at the ends.
    let switches: [(end: PressedEnds, line: LineAddress.Line)]
    /// Whether a pressed switch pulls its line low.
    let areSwitchesLow: Bool

    /// Reads the lines of a motor; nil if a problem was recorded.
    init?(from section: ConfigSection) {
        let isLow = section.option("active", ["high", "low"], default: "high") == "low"
        areSwitchesLow = section.option("switch_active", ["high", "low"], default: "low") == "low"
        var switches: [(end: PressedEnds, line: LineAddress.Line)] = []
        for (key, end) in [("low_switch", PressedEnds.low), ("high_switch", PressedEnds.high)] {
            guard let text = section.text(key) else { continue }
            guard let line = LineAddress.Line(text, key: key, in: section) else { return nil }
            switches.append((end, line))
        }
        self.switches = switches
        let isChip = section.known("step")
        guard let motor = isChip ? Self.pulses(in: section, isLow: isLow) : Self.coils(in: section, isLow: isLow) else {
            return nil
        }
        (drive, lines, inverted) = motor
        let all = lines + switches.map(\.line)
        guard Set(all).count == all.count else {
            section.problem("", "a line stands here twice; expected another line for each coil, input and switch")
            return nil
        }
    }

    private static func coils(
        in section: ConfigSection, isLow: Bool
    ) -> (MotorSettings.Drive, [LineAddress.Line], UInt8)? {
        let mode =
            CoilSequence(rawValue: section.option("mode", CoilSequence.allCases.map(\.rawValue), default: "half")) ?? .half
        let texts = section.texts("lines")
        guard texts.count == 4 else {
            section.problem("lines", "expected the lines of the four coils in their order, or step and direction")
            return nil
        }
        let lines = texts.compactMap { LineAddress.Line($0, key: "lines", in: section) }
        return lines.count == 4 ? (.coils(mode), lines, isLow ? 0b1111 : 0) : nil
    }

    private static func pulses(
        in section: ConfigSection, isLow: Bool
    ) -> (MotorSettings.Drive, [LineAddress.Line], UInt8)? {
        let width = Duration.microseconds(section.integer("pulse", in: 1...10_000, default: 10))
        let step = section.text("step").flatMap { LineAddress.Line($0, key: "step", in: section) }
        let direction = section.requiredText("direction", "the line that tells the chip which way to turn")
            .flatMap { LineAddress.Line($0, key: "direction", in: section) }
        let isEnableLow = section.option("enable_active", ["high", "low"], default: "low") == "low"
        guard let step, let direction else { return nil }
        var lines = [step, direction]
        var inverted: UInt8 = isLow ? 0b011 : 0
        let enable = section.text("enable")
        if let enable {
            guard let line = LineAddress.Line(enable, key: "enable", in: section) else { return nil }
            lines.append(line)
            if isEnableLow { inverted |= 0b100 }
        }
        return (.pulses(width: width, hasEnable: enable != nil), lines, inverted)
    }
}

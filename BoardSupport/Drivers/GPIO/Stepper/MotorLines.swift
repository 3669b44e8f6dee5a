import BoardDevices

/// The output lines of one motor: four coils, or the step, direction and enable inputs of a driver chip.
protocol MotorLines: Sendable {
    /// Drives all lines of the motor by one call; bit 0 is the first line, and a set bit is the line's active level.
    func set(_ levels: UInt8) throws(DeviceFault)
}

/// The switches at the ends of an axis.
protocol EndSwitches: Sendable {
    /// Which of them are pressed now.
    var pressed: PressedEnds { get throws(DeviceFault) }
}

/// Ends of an axis whose switches are pressed.
struct PressedEnds: OptionSet, Sendable {
    let rawValue: UInt8

    /// The left end of pan, the lower end of tilt.
    static let low = PressedEnds(rawValue: 1)
    /// The right end of pan, the upper end of tilt.
    static let high = PressedEnds(rawValue: 2)
}

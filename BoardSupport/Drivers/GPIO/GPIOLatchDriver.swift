import BoardDevices

/// The driver `gpio-latch`: two output lines of a GPIO chip that move something by pulses.
struct GPIOLatchDriver: Driver {
    /// What the keys of a `gpio-latch` entry mean.
    struct Wiring: Sendable {
        let on: LineAddress
        let off: LineAddress
        /// How long a pulse lasts.
        let pulse: Duration
    }

    static let name = "gpio-latch"
    static let summary = "two output lines of a GPIO chip that move an infrared filter by pulses"
    static let roles: Set<String> = [Role<any DigitalLine>.irCut.name]

    static func configuration(from section: ConfigSection) -> Wiring? {
        let pulse = section.integer("pulse", in: 10...1_000, default: 120)
        guard let on = LineAddress(from: section, lineKey: "line_on"),
            let off = LineAddress(from: section, lineKey: "line_off")
        else { return nil }
        guard on.line != off.line else {
            section.problem("line_off", "expected another line than line_on")
            return nil
        }
        return Wiring(on: on, off: off, pulse: .milliseconds(pulse))
    }

    static func claims(of configuration: Wiring?) -> [Claim] {
        configuration.map { [$0.on.claim, $0.off.claim] } ?? []
    }

    static func open(_ configuration: Wiring?, host: DriverHost) throws(DeviceFault) -> any Sendable {
        guard let configuration else { throw DeviceFault(.missing, "names no lines") }
        return try LatchedLine(
            on: configuration.on, off: configuration.off, pulse: configuration.pulse, clock: host.clock)
    }
}

import BoardDevices

/// The driver `gpio-line`: one output line of a GPIO chip.
struct GPIOLineDriver: Driver {
    static let name = "gpio-line"
    static let summary = "an output line of a GPIO chip"
    static let roles: Set<String> = [
        Role<any DigitalLine>.amplifier.name, Role<any DigitalLine>.irCut.name, Role<any DigitalLine>.irLamp.name,
    ]

    static func configuration(from section: ConfigSection) -> LineAddress? { LineAddress(from: section, settles: true) }

    static func claims(of configuration: LineAddress?) -> [Claim] { configuration.map { [$0.claim] } ?? [] }

    static func open(_ configuration: LineAddress?, host: DriverHost) throws(DeviceFault) -> any Sendable {
        guard let configuration else { throw DeviceFault(.missing, "names no line") }
        return try OutputLine(configuration)
    }
}

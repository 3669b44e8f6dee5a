import BoardDevices

/// The driver `gpio-light-sensor`: an input line that is on in the light.
struct GPIOLightSensorDriver: Driver {
    static let name = "gpio-light-sensor"
    static let summary = "an input line of a GPIO chip that is on in the light"
    static let roles: Set<String> = [Role<any LightSensor>.lightSensor.name]

    static func configuration(from section: ConfigSection) -> LineAddress? { LineAddress(from: section) }

    static func claims(of configuration: LineAddress?) -> [Claim] { configuration.map { [$0.claim] } ?? [] }

    static func open(_ configuration: LineAddress?, host: DriverHost) throws(DeviceFault) -> any Sendable {
        guard let configuration else { throw DeviceFault(.missing, "names no line") }
        return try ComparatorLightSensor(configuration)
    }
}

public import BoardDevices

/// The driver `bench-line`: a simulated digital output.
public struct SimulatedLineDriver: Driver {
    /// What the keys of a `bench-line` entry mean.
    public struct Configuration: Sendable {
        /// The level that means on.
        public let active: SimulatedLine.Level
    }

    public static let name = "bench-line"
    public static let summary = "a simulated digital output"
    public static let roles: Set<String> = [
        Role<any DigitalLine>.amplifier.name, Role<any DigitalLine>.irCut.name, Role<any DigitalLine>.irLamp.name,
    ]
    public static let nature = DriverNature.simulation

    public static func configuration(from section: ConfigSection) -> Configuration {
        let word = section.option("active", SimulatedLine.Level.allCases.map(\.rawValue), default: "high")
        return Configuration(active: SimulatedLine.Level(rawValue: word) ?? .high)
    }

    public static func open(_ configuration: Configuration, host: DriverHost) throws(DeviceFault) -> any Sendable {
        SimulatedLine(active: configuration.active)
    }
}

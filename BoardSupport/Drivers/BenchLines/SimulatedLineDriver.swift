public import BoardDevices

/// The driver `bench-line`: a simulated digital output.
public struct SimulatedLineDriver: Driver {
    /// What the keys of a `bench-line` entry mean.
    public struct Configuration: Sendable {
        /// The level that means on.
        public let active: SimulatedLine.Level
        /// What hangs on it takes so long to be ready.
        public let settling: Duration
    }

    public static let name = "bench-line"
    public static let summary = "a simulated digital output"
    public static let roles: Set<String> = [
        Role<any DigitalLine>.amplifier.name, Role<any DigitalLine>.irCut.name, Role<any DigitalLine>.irLamp.name,
    ]
    public static let nature = DriverNature.simulation

    public static func configuration(from section: ConfigSection) -> Configuration {
        let word = section.option("active", SimulatedLine.Level.allCases.map(\.rawValue), default: "high")
        let settling = section.integer("settling", in: 0...5_000, default: 0)
        return Configuration(active: SimulatedLine.Level(rawValue: word) ?? .high, settling: .milliseconds(settling))
    }

    public static func open(_ configuration: Configuration, host: DriverHost) throws(DeviceFault) -> any Sendable {
        SimulatedLine(active: configuration.active, settling: configuration.settling)
    }
}

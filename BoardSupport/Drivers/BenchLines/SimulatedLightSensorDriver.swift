public import BoardDevices

/// The driver `bench-light-sensor`: a light sensor that always sees the same light.
public struct SimulatedLightSensorDriver: Driver {
    /// What the keys of a `bench-light-sensor` entry mean.
    public struct Configuration: Sendable {
        /// The light in percent.
        public let light: Int
    }

    public static let name = "bench-light-sensor"
    public static let summary = "a light sensor that always sees the same light"
    public static let roles: Set<String> = [Role<any LightSensor>.lightSensor.name]
    public static let nature = DriverNature.simulation

    public static func configuration(from section: ConfigSection) -> Configuration {
        Configuration(light: section.integer("light", in: 0...100, default: 80))
    }

    public static func open(_ configuration: Configuration, host: DriverHost) throws(DeviceFault) -> any Sendable {
        SimulatedLightSensor(light: configuration.light)
    }
}

public import BoardDevices

/// Simulated motors for boards without any: a pan and tilt head, and a lens.
public enum BenchHead: DriverModule {
    public static let drivers: [any Driver.Type] = [SimulatedHeadDriver.self, SimulatedLensDriver.self]
}

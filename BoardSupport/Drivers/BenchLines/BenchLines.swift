public import BoardDevices

/// Simulated lines and a simulated light sensor.
public enum BenchLines: DriverModule {
    public static let drivers: [any Driver.Type] = [SimulatedLineDriver.self, SimulatedLightSensorDriver.self]
}

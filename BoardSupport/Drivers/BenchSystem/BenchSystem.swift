public import BoardDevices

/// Simulated parts of a machine, for boards that must not touch the one they run on.
public enum BenchSystem: DriverModule {
    public static let drivers: [any Driver.Type] = [
        BenchIdentity.self, BenchPower.self, BenchClock.self, BenchNetwork.self, BenchCard.self,
    ]
}

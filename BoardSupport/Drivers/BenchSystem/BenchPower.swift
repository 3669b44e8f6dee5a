public import BoardDevices

/// Restarts the process instead of the machine. Driver `bench-power`.
public struct BenchPower: PowerControl, Driver {
    public static let name = "bench-power"
    public static let summary = "restarts the process instead of the machine"
    public static let roles: Set<String> = ["power"]
    public static let nature = DriverNature.simulation

    private let restartProcess: @Sendable () -> Void

    public static func configuration(from section: ConfigSection) {}

    public static func open(_ configuration: Void, host: DriverHost) throws(DeviceFault) -> any Sendable {
        BenchPower(restartProcess: host.restartProcess)
    }

    public func restart() throws(DeviceFault) {
        restartProcess()
        throw DeviceFault(.failed, "the process could not be replaced by a new one")
    }
}

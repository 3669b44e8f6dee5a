public import BoardDevices

/// A machine's identity, as the board file gives it. Driver `bench-identity`.
public struct BenchIdentity: DeviceIdentity, Driver {
    public static let name = "bench-identity"
    public static let summary = "versions and serial number from the board file"
    public static let roles: Set<String> = ["identity"]
    public static let nature = DriverNature.simulation

    public let kernel: String
    public let filesystem: String
    public let serial: String

    public static func configuration(from section: ConfigSection) -> BenchIdentity {
        BenchIdentity(
            kernel: section.text("kernel") ?? "6.1.0-bench", filesystem: section.text("filesystem") ?? "1.0.0",
            serial: section.text("serial") ?? "BENCH000001")
    }

    public static func open(_ configuration: BenchIdentity, host: DriverHost) throws(DeviceFault) -> any Sendable {
        configuration
    }
}

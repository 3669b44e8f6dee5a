public import BoardDevices

/// The board file's entry `driver: libyuv`.
public enum LibYUVEntry: Driver {
    /// Nothing can be chosen.
    public struct Configuration: Sendable {}

    public static let name = "libyuv"
    public static let summary = "scaler in software (libyuv)"
    public static let roles: Set<String> = [Role.scaler.name]
    public static let nature = DriverNature.software

    public static func configuration(from section: ConfigSection) -> Configuration { Configuration() }

    public static func open(_ configuration: Configuration, host: DriverHost) throws(DeviceFault) -> any Sendable {
        LibYUVScaler()
    }
}

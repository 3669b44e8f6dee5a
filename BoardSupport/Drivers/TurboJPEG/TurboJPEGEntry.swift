public import BoardDevices

/// The board file's entry `driver: turbojpeg`.
public enum TurboJPEGEntry: Driver {
    /// Nothing can be chosen.
    public struct Configuration: Sendable {}

    public static let name = "turbojpeg"
    public static let summary = "JPEG encoder in software (libjpeg-turbo)"
    public static let roles: Set<String> = [Role.stillEncoder.name]
    public static let nature = DriverNature.software

    public static func configuration(from section: ConfigSection) -> Configuration { Configuration() }

    public static func open(_ configuration: Configuration, host: DriverHost) throws(DeviceFault) -> any Sendable {
        TurboJPEGEncoder()
    }
}

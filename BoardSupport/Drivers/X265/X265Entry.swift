public import BoardDevices

/// The board file's entry `driver: x265`.
public enum X265Entry: Driver {
    /// What the keys of the entry say.
    public struct Configuration: Sendable {
        let tuning: X265Tuning
        let limits: [VideoStream: [EncodingLimit]]
    }

    public static let name = "x265"
    public static let summary = "H.265 encoder in software (libx265)"
    public static let roles: Set<String> = [Role.videoEncoder.name]
    public static let nature = DriverNature.software

    public static func configuration(from section: ConfigSection) -> Configuration {
        let preset = section.option("preset", X265Tuning.presets, default: "ultrafast")
        let tune = section.option("tune", X265Tuning.tunes, default: "zerolatency")
        let threads = section.integer("threads", in: 1...64, default: 1)
        return Configuration(
            tuning: X265Tuning(preset: preset, tune: tune, threads: threads), limits: section.encodingLimits())
    }

    public static func open(_ configuration: Configuration, host: DriverHost) throws(DeviceFault) -> any Sendable {
        X265EncoderSource(tuning: configuration.tuning, limits: configuration.limits)
    }
}

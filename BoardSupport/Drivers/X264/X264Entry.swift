public import BoardDevices

/// The board file's entry `driver: x264`.
public enum X264Entry: Driver {
    /// What the keys of the entry say.
    public struct Configuration: Sendable {
        let tuning: X264Tuning
        let limits: [VideoStream: [EncodingLimit]]
    }

    public static let name = "x264"
    public static let summary = "H.264 encoder in software (libx264)"
    public static let roles: Set<String> = [Role.videoEncoder.name]
    public static let nature = DriverNature.software

    public static func configuration(from section: ConfigSection) -> Configuration {
        let preset = section.option("preset", X264Tuning.presets, default: "superfast")
        let tune = section.option("tune", X264Tuning.tunes, default: "zerolatency")
        let threads = section.integer("threads", in: 1...64, default: 1)
        return Configuration(
            tuning: X264Tuning(preset: preset, tune: tune, threads: threads), limits: section.encodingLimits())
    }

    public static func open(_ configuration: Configuration, host: DriverHost) throws(DeviceFault) -> any Sendable {
        X264EncoderSource(tuning: configuration.tuning, limits: configuration.limits)
    }
}

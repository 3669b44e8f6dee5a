public import BoardDevices

/// The board file's entry `driver: alsa-playback`.
public enum ALSAPlaybackEntry: Driver {
    /// What the keys of the entry say.
    public struct Configuration: Sendable {
        let address: CardAddress
    }

    public static let name = "alsa-playback"
    public static let summary = "a sound card's loudspeaker or line output"
    public static let roles: Set<String> = [Role<any AudioOutput>.speaker.name]

    public static func configuration(from section: ConfigSection) -> Configuration {
        Configuration(address: CardAddress(from: section))
    }

    public static func claims(of configuration: Configuration) -> [Claim] {
        [Claim("playback of \(configuration.address.pcm)")]
    }

    public static func open(_ configuration: Configuration, host: DriverHost) throws(DeviceFault) -> any Sendable {
        ALSASpeaker(configuration.address, host: host)
    }
}

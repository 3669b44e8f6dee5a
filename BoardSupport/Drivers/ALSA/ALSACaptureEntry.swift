public import BoardDevices

/// The board file's entry `driver: alsa-capture`.
public enum ALSACaptureEntry: Driver {
    /// What the keys of the entry say.
    public struct Configuration: Sendable {
        let address: CardAddress
        /// The rates that are offered, in Hz.
        public let sampleRates: [Int]
    }

    public static let name = "alsa-capture"
    public static let summary = "a sound card's microphone or line input"
    public static let roles: Set<String> = [Role<any AudioInput>.microphone.name]

    public static func configuration(from section: ConfigSection) -> Configuration {
        var rates: [Int] = []
        for text in section.texts("sample_rates") {
            guard let rate = Int(text), (4_000...192_000).contains(rate), !rates.contains(rate) else {
                section.problem("sample_rates", "expected different rates of 4000 to 192000 Hz, found \"\(text)\"")
                continue
            }
            rates.append(rate)
        }
        return Configuration(
            address: CardAddress(from: section), sampleRates: rates.isEmpty ? [8_000, 16_000] : rates.sorted())
    }

    public static func claims(of configuration: Configuration) -> [Claim] {
        [Claim("capture of \(configuration.address.pcm)")]
    }

    public static func open(_ configuration: Configuration, host: DriverHost) throws(DeviceFault) -> any Sendable {
        // A card may be plugged in later: the microphone is there, and its fault says what is missing.
        ALSAMicrophone(configuration.address, sampleRates: configuration.sampleRates, host: host)
    }
}

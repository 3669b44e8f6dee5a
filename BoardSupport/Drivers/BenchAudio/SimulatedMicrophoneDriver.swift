public import BoardDevices

/// The driver `bench-microphone`: a simulated microphone.
public struct SimulatedMicrophoneDriver: Driver {
    /// What the keys of a `bench-microphone` entry mean.
    public struct Configuration: Sendable {
        /// The rates that the microphone gives, in Hz.
        public let sampleRates: [Int]
    }

    public static let name = "bench-microphone"
    public static let summary = "a simulated microphone"
    public static let roles: Set<String> = [Role<any AudioInput>.microphone.name]
    public static let nature = DriverNature.simulation

    public static func configuration(from section: ConfigSection) -> Configuration {
        var rates: [Int] = []
        for text in section.texts("sample_rates") {
            guard let rate = Int(text), (1...768_000).contains(rate), !rates.contains(rate) else {
                section.problem("sample_rates", "expected different rates of 1 to 768000 Hz, found \"\(text)\"")
                continue
            }
            rates.append(rate)
        }
        return Configuration(sampleRates: rates.isEmpty ? [8_000, 16_000] : rates)
    }

    public static func open(_ configuration: Configuration, host: DriverHost) throws(DeviceFault) -> any Sendable {
        SimulatedMicrophone(sampleRates: configuration.sampleRates)
    }
}

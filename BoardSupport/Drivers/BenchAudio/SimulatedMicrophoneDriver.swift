public import BoardDevices
import MediaCore

/// The driver `bench-microphone`: a simulated microphone that hears a tone.
public struct SimulatedMicrophoneDriver: Driver {
    /// What the keys of a `bench-microphone` entry mean.
    public struct Configuration: Sendable {
        /// The rates that the microphone gives, in Hz.
        public let sampleRates: [Int]
        let tone: Tone
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
        let tone = Tone(
            frequency: section.number("tone", in: 20...20_000, default: 440),
            amplitude: Double(section.integer("level", in: 0...100, default: 25)) / 100)
        return Configuration(sampleRates: rates.isEmpty ? [8_000, 16_000] : rates, tone: tone)
    }

    public static func open(_ configuration: Configuration, host: DriverHost) throws(DeviceFault) -> any Sendable {
        SimulatedMicrophone(sampleRates: configuration.sampleRates, tone: configuration.tone, clock: host.clock)
    }
}

public import BoardDevices
import MediaCore

/// The board file's entry `driver: faad`.
public enum FAADEntry: Driver {
    /// What the keys of the entry say.
    public struct Configuration: Sendable {
        let sampleRates: [Int]
    }

    public static let name = "faad"
    public static let summary = "AAC decoder in software (libfaad2)"
    public static let roles: Set<String> = [Role<any AudioDecoderSource>.audioDecoder.name]
    public static let nature = DriverNature.software

    public static func configuration(from section: ConfigSection) -> Configuration {
        var rates: [Int] = []
        for text in section.texts("sample_rates") {
            guard let rate = Int(text), FAADDecoder.sampleRates.contains(rate), !rates.contains(rate) else {
                let known = FAADDecoder.sampleRates.map(String.init).joined(separator: ", ")
                section.problem("sample_rates", "expected different rates out of \(known), found \"\(text)\"")
                continue
            }
            rates.append(rate)
        }
        return Configuration(sampleRates: rates.isEmpty ? [16_000] : rates.sorted())
    }

    public static func open(_ configuration: Configuration, host: DriverHost) throws(DeviceFault) -> any Sendable {
        FAADSource(sampleRates: configuration.sampleRates)
    }
}

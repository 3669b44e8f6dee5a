public import BoardDevices

/// The board file's entry `driver: vo-aacenc`.
public enum VOAACEntry: Driver {
    /// What the keys of the entry say.
    public struct Configuration: Sendable {
        let limits: [AudioEncodingLimit]
    }

    public static let name = "vo-aacenc"
    public static let summary = "AAC encoder in software (libvo-aacenc)"
    public static let roles: Set<String> = [Role<any AudioEncoderSource>.audioEncoder.name]
    public static let nature = DriverNature.software

    public static func configuration(from section: ConfigSection) -> Configuration {
        let rates = numbers("sample_rates", VOAACEncoder.sampleRates, section) ?? [16_000]
        let bitrates = numbers("bitrates", Array(VOAACEncoder.bitrates), section) ?? [16_000, 24_000, 32_000, 48_000]
        let limits = rates.sorted().map { rate in
            AudioEncodingLimit(
                sampleRate: rate, bitrates: bitrates.sorted().filter { VOAACEncoder.bitrates(at: rate).contains($0) })
        }
        for limit in limits where limit.bitrates.isEmpty {
            let range = VOAACEncoder.bitrates(at: limit.sampleRate)
            section.problem(
                "bitrates",
                "none goes with \(limit.sampleRate) Hz; expected one of \(range.lowerBound) to \(range.upperBound) bit/s")
        }
        return Configuration(limits: limits.filter { !$0.bitrates.isEmpty })
    }

    public static func open(_ configuration: Configuration, host: DriverHost) throws(DeviceFault) -> any Sendable {
        VOAACSource(limits: configuration.limits)
    }

    /// Different numbers, each of those allowed; nil where there is no such key.
    private static func numbers(_ key: String, _ allowed: [Int], _ section: ConfigSection) -> [Int]? {
        guard section.known(key) else { return nil }
        var found: [Int] = []
        for text in section.texts(key) {
            guard let number = Int(text), allowed.contains(number), !found.contains(number) else {
                let few = allowed.count < 20 ? allowed.map(String.init).joined(separator: ", ") : "4000 to 160000"
                section.problem(key, "expected different numbers out of \(few), found \"\(text)\"")
                continue
            }
            found.append(number)
        }
        if found.isEmpty { section.problem(key, "names no number") }
        return found.isEmpty ? nil : found
    }
}

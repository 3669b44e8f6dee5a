/// What a decoder of AAC must know before the first frame (ISO/IEC 14496-3, 1.6.2.1).
public enum AudioSpecificConfig {
    /// The rates that have a number of their own, in the order of these numbers, in Hz.
    public static let sampleRates = [
        96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350,
    ]

    /// Low complexity, one channel, 1024 samples a frame; nil at a rate that has no number.
    public static func lowComplexity(sampleRate: Int) -> [UInt8]? {
        guard let index = sampleRates.firstIndex(of: sampleRate) else { return nil }
        // 5 bits of object type, 4 of rate, 4 of channels, three flags that are 0.
        let bits = 2 << 11 | index << 7 | 1 << 3
        return [UInt8(truncatingIfNeeded: bits >> 8), UInt8(truncatingIfNeeded: bits)]
    }
}

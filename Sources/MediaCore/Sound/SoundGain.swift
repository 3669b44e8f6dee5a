/// A volume made in software, for cards that have none of their own: 100 percent leaves the samples as they are.
public struct SoundGain: Sendable, Hashable {
    // 12 bits behind the point: the finest step of 1 percent is 41 of them.
    private let factor: Int32

    /// A gain of so many percent of the amplitude: 50 is 6 dB less than 100, 1 is 40 dB less.
    public init(percent: Int) {
        factor = Int32(min(max(percent, 0), 100)) * 4_096 / 100
    }

    /// The samples at this volume.
    public func applied(to samples: [Int16]) -> [Int16] {
        guard factor != 4_096 else { return samples }
        return samples.map { Int16(truncatingIfNeeded: (Int32($0) * factor) >> 12) }
    }
}

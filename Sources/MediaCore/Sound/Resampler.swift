#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Brings whole recordings to another sample rate, with a windowed sinc; for files, not for sound as it comes.
public enum Resampler {
    /// Zero crossings of the sinc on each side.
    private static let reach = 12

    /// The recording at another rate. Frequencies that the new rate cannot hold are taken out.
    ///
    /// - Parameters:
    ///   - samples: the recording.
    ///   - from: its rate in Hz.
    ///   - to: the wished rate in Hz.
    public static func samples(_ samples: [Int16], from: Int, to: Int) -> [Int16] {
        guard from > 0, to > 0, from != to, !samples.isEmpty else { return samples }
        let divisor = greatestDivisor(from, to)
        let (up, down) = (to / divisor, from / divisor)
        // Between two input samples there are `up` places, each with weights of its own.
        let cutoff = min(1, Double(to) / Double(from)) * 0.95
        let half = Int((Double(reach) / cutoff).rounded(.up))
        let weights = (0..<min(up, 4_096)).map { phase in
            kernel(offset: Double(phase) / Double(min(up, 4_096)), cutoff: cutoff, half: half)
        }
        let count = Int(Int64(samples.count) * Int64(to) / Int64(from))
        return (0..<count).map { index in
            let place = Int64(index) * Int64(down)
            let base = Int(place / Int64(up))
            let phase = Int(place % Int64(up)) * weights.count / up
            let row = weights[phase]
            var sum: Float = 0
            for tap in 0..<row.count {
                let source = base + tap - half + 1
                if samples.indices.contains(source) { sum += Float(samples[source]) * row[tap] }
            }
            return Int16(clamping: Int(sum.rounded()))
        }
    }

    private static func kernel(offset: Double, cutoff: Double, half: Int) -> [Float] {
        let taps = (0..<2 * half).map { tap -> Double in
            let distance = Double(tap - half + 1) - offset
            let angle = Double.pi * distance * cutoff
            let sinc = abs(angle) < 1e-9 ? 1 : sin(angle) / angle
            let window = 0.5 + 0.5 * cos(.pi * distance / Double(half))
            return abs(distance) < Double(half) ? sinc * window : 0
        }
        let sum = taps.reduce(0, +)
        return taps.map { Float($0 / (sum == 0 ? 1 : sum)) }
    }

    private static func greatestDivisor(_ one: Int, _ other: Int) -> Int {
        var (large, small) = (one, other)
        while small != 0 { (large, small) = (small, large % small) }
        return large
    }
}

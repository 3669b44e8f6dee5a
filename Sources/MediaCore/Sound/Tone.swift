#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A pure tone, the same whichever block of it is asked for.
public struct Tone: Sendable, Hashable {
    /// Oscillations a second, in Hz.
    public let frequency: Double
    /// The amplitude, where 1 is all that 16 bits hold.
    public let amplitude: Double

    /// A tone; the amplitude is kept between 0 and 1.
    public init(frequency: Double, amplitude: Double) {
        self.frequency = frequency
        self.amplitude = min(max(amplitude, 0), 1)
    }

    /// Samples of the tone.
    ///
    /// - Parameters:
    ///   - count: how many.
    ///   - start: the place of the first since the tone began.
    ///   - sampleRate: samples a second, in Hz.
    public func samples(_ count: Int, from start: Int, sampleRate: Int) -> [Int16] {
        let step = frequency / Double(max(1, sampleRate))
        return (0..<max(0, count)).map { index in
            let turns = (step * Double(start &+ index)).truncatingRemainder(dividingBy: 1)
            return Int16(clamping: Int((sin(2 * .pi * turns) * amplitude * 32_767).rounded()))
        }
    }
}

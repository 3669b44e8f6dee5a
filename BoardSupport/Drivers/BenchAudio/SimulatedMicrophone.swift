public import BoardDevices
public import MediaCore
import Synchronization

/// A microphone that hears a tone, or what a test lets it hear, and remembers what it was set to.
public final class SimulatedMicrophone: AudioInput {
    private struct State {
        var volume: Int?
        var captureRate: Int?
        var fault: DeviceFault?
        var deliver: (@Sendable (SoundBlock) -> Void)?
        var sound: PacedSound?
    }

    public let sampleRates: [Int]

    private let clock: (any MonotonicClock)?
    private let tone: Tone
    private let state = Mutex(State())

    /// A closed microphone.
    ///
    /// - Parameters:
    ///   - sampleRates: the rates that it gives, in Hz.
    ///   - tone: what it hears.
    ///   - clock: paces what it hears; without one it hears only what ``hear(_:)`` gives it.
    public init(
        sampleRates: [Int] = [8_000, 16_000], tone: Tone = Tone(frequency: 440, amplitude: 0.25),
        clock: (any MonotonicClock)? = nil
    ) {
        self.sampleRates = sampleRates.sorted()
        self.tone = tone
        self.clock = clock
    }

    /// The input volume in percent; nil before it was first set.
    public var volume: Int? { state.withLock { $0.volume } }

    /// The rate at which the input is open, in Hz; nil while it is closed.
    public var captureRate: Int? { state.withLock { $0.captureRate } }

    public var fault: DeviceFault? { state.withLock { $0.fault } }

    /// Breaks the microphone, so that every command fails with `fault` and nothing is heard; nil repairs it.
    public func setFault(_ fault: DeviceFault?) {
        state.withLock { $0.fault = fault }
    }

    /// Lets an open microphone hear a block; lost while it is closed or broken.
    public func hear(_ block: SoundBlock) {
        let deliver = state.withLock { $0.fault == nil ? $0.deliver : nil }
        deliver?(block)
    }

    public func setVolume(_ percent: Int) throws(DeviceFault) {
        try checkVolume(percent)
        try state.withLock { state throws(DeviceFault) in
            if let fault = state.fault { throw fault }
            state.volume = percent
        }
    }

    public func startCapture(sampleRate: Int, deliver: @escaping @Sendable (SoundBlock) -> Void) throws(DeviceFault) {
        guard sampleRates.contains(sampleRate) else {
            throw DeviceFault(.outOfRange, "sample rate \(sampleRate) Hz: the microphone has \(sampleRates)")
        }
        stopCapture()
        let sound = clock.map { clock in
            let (tone, begun) = (tone, clock.now)
            return PacedSound(name: "microphone", clock: clock, sampleRate: sampleRate) { [weak self] count, moment in
                let place = Int(((moment - begun).seconds * Double(sampleRate)).rounded())
                let samples = tone.samples(count, from: place, sampleRate: sampleRate)
                return SoundGain(percent: self?.volume ?? 100).applied(to: samples)
            } deliver: { [weak self] block in
                self?.hear(block)
            }
        }
        state.withLock { state in
            state.captureRate = sampleRate
            state.deliver = deliver
            state.sound = sound
        }
    }

    public func stopCapture() {
        let sound = state.withLock { state in
            state.captureRate = nil
            state.deliver = nil
            return state.sound.take()
        }
        sound?.stop()
    }
}

/// Volumes are percent of a device's range.
func checkVolume(_ percent: Int) throws(DeviceFault) {
    guard (1...100).contains(percent) else { throw DeviceFault(.outOfRange, "volume \(percent): expected 1 to 100") }
}

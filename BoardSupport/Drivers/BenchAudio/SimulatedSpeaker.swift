public import BoardDevices
public import MediaCore
import Synchronization

/// A loudspeaker that makes no sound; it remembers its volume, and hands what is played to whoever wants it.
public final class SimulatedSpeaker: AudioOutput {
    private struct State {
        var volume: Int?
        var fault: DeviceFault?
        var sampleRate: Int?
        /// When what was taken so far has been heard.
        var end: MonotonicInstant?
    }

    /// How much sound it takes before it makes its player wait, as a card's buffer does.
    private static let buffer = Duration.milliseconds(100)

    private let metronome: (clock: any MonotonicClock, metronome: Metronome)?
    private let heard: @Sendable (_ samples: [Int16], _ sampleRate: Int) -> Void
    private let state = Mutex(State())

    /// A speaker whose volume nobody has set.
    ///
    /// - Parameters:
    ///   - clock: plays at the pace of a clock; without one everything is heard at once.
    ///   - heard: takes what is played.
    public init(
        clock: (any MonotonicClock)? = nil,
        heard: @escaping @Sendable (_ samples: [Int16], _ sampleRate: Int) -> Void = { _, _ in }
    ) {
        metronome = clock.map { ($0, Metronome($0)) }
        self.heard = heard
    }

    /// The output volume in percent; nil before it was first set.
    public var volume: Int? { state.withLock { $0.volume } }

    /// The rate at which the output is open, in Hz; nil while it is closed.
    public var sampleRate: Int? { state.withLock { $0.sampleRate } }

    public var fault: DeviceFault? { state.withLock { $0.fault } }

    /// Breaks the speaker, so that every command fails with `fault`; nil repairs it.
    public func setFault(_ fault: DeviceFault?) {
        state.withLock { $0.fault = fault }
    }

    public func setVolume(_ percent: Int) throws(DeviceFault) {
        try checkVolume(percent)
        try state.withLock { state throws(DeviceFault) in
            if let fault = state.fault { throw fault }
            state.volume = percent
        }
    }

    public func open(sampleRate: Int) throws(DeviceFault) {
        guard (4_000...192_000).contains(sampleRate) else {
            throw DeviceFault(.outOfRange, "sample rate \(sampleRate) Hz: expected 4000 to 192000")
        }
        try state.withLock { state throws(DeviceFault) in
            state.sampleRate = nil
            if let fault = state.fault { throw fault }
            state.sampleRate = sampleRate
            state.end = metronome?.clock.now
        }
    }

    public func play(_ samples: [Int16]) throws(DeviceFault) {
        let (rate, end) = try state.withLock { state throws(DeviceFault) in
            if let fault = state.fault {
                state.sampleRate = nil
                throw fault
            }
            guard let rate = state.sampleRate else { throw DeviceFault(.failed, "the output is not open") }
            if let metronome, let end = state.end {
                state.end = max(end, metronome.clock.now) + SoundBlock.duration(of: samples.count, at: rate)
            }
            return (rate, state.end)
        }
        heard(samples, rate)
        if let metronome, let end {
            _ = metronome.metronome.wait(until: end + (.zero - SimulatedSpeaker.buffer))
        }
    }

    public func drain() {
        guard let metronome, let end = state.withLock({ $0.sampleRate == nil ? nil : $0.end }) else { return }
        _ = metronome.metronome.wait(until: end)
    }

    public func close() {
        state.withLock { $0.sampleRate = nil }
    }
}

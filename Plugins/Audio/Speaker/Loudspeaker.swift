import BoardDevices
import Logging
import MediaCore
import Synchronization

/// The loudspeaker, for one at a time: somebody who talks, or a recording. The amplifier is on while something is heard.
final class Loudspeaker: Sendable {
    private struct State {
        var user: Utterances?
        var isAmplified = false
        var isPlaying = false
        /// Where the amplifier stands; nil where that is not known.
        var amplifier: Bool?
        var isStopped = false
    }

    /// How much of a talker is gathered before it is heard, against the unevenness of the network.
    private static let cushion = Duration.milliseconds(60)
    /// What is taken at a time, so that an end is not far.
    private static let chunks = 50
    /// How long a talker may pause before the loudspeaker is closed.
    private static let pause = Duration.seconds(2)

    private let output: any AudioOutput
    private let amplifier: (any DigitalLine)?
    private let clock: any MonotonicClock
    private let logger: Logger
    private let worker = Worker(name: "loudspeaker", capacity: 4)
    private let state = Mutex(State())

    init(output: any AudioOutput, amplifier: (any DigitalLine)?, clock: any MonotonicClock, logger: Logger) {
        self.output = output
        self.amplifier = amplifier
        self.clock = clock
        self.logger = logger
    }

    /// Why nothing can be heard now.
    var fault: DeviceFault? { output.fault }

    /// Whether the amplifier may be on; one that plays follows at once.
    func setAmplified(_ isAmplified: Bool) throws(DeviceFault) {
        let isOn = state.withLock { state in
            state.isAmplified = isAmplified
            return state.isPlaying && isAmplified
        }
        try amplify(isOn)
    }

    /// Takes the loudspeaker.
    ///
    /// - Returns: what to fill, until it ends or is cancelled; nil while somebody else has it.
    func begin() -> Utterances? {
        let user = state.withLock { state -> Utterances? in
            guard state.user == nil, !state.isStopped else { return nil }
            let user = Utterances(clock: clock)
            state.user = user
            return user
        }
        guard let user else { return nil }
        let taken = worker.submit { [self] in
            serve(user)
            state.withLock { $0.user = nil }
        }
        guard taken else {
            state.withLock { $0.user = nil }
            return nil
        }
        return user
    }

    /// Silences everything for good.
    func stop() async {
        let user = state.withLock { state in
            state.isStopped = true
            return state.user
        }
        user?.cancel()
        _ = try? await worker.run {}
        worker.stop()
    }

    /// Plays what a user brings until its end; in its pauses the loudspeaker is closed.
    private func serve(_ user: Utterances) {
        var last: DeviceFault?
        while user.waitForAny() {
            do throws(DeviceFault) {
                try play(user)
                last = nil
            } catch {
                if last == nil { logger.warning("nothing is heard", metadata: ["problem": "\(error)"]) }
                last = error
                // What waits is old by the time the device is back.
                while case .piece = user.next() {}
            }
        }
    }

    private func play(_ user: Utterances) throws(DeviceFault) {
        _ = user.wait(for: Loudspeaker.cushion, patience: .milliseconds(100))
        var rate: Int?
        defer { if rate != nil { closeOutput() } }
        var silence = Duration.zero
        while true {
            switch user.next() {
            case .piece(let piece):
                silence = .zero
                if rate != piece.sampleRate {
                    if rate != nil { closeOutput() }
                    rate = nil
                    try openOutput(piece.sampleRate)
                    rate = piece.sampleRate
                }
                try play(piece.samples, at: piece.sampleRate, of: user)
            case .nothing:
                guard let rate, silence < Loudspeaker.pause else { return }
                if user.wait(for: .zero, patience: .milliseconds(20)) { continue }
                // A card that runs dry clicks.
                silence += .milliseconds(20)
                try output.play([Int16](repeating: 0, count: rate / Loudspeaker.chunks))
            case .end: return
            }
        }
    }

    private func play(_ samples: [Int16], at rate: Int, of user: Utterances) throws(DeviceFault) {
        let size = max(1, rate / Loudspeaker.chunks)
        var start = 0
        while start < samples.count, !user.isCancelled {
            let end = min(start + size, samples.count)
            try output.play(Array(samples[start..<end]))
            start = end
        }
    }

    // The output plays silence while the amplifier wakes up, and while it goes to sleep: nothing pops.
    private func openOutput(_ rate: Int) throws(DeviceFault) {
        try output.open(sampleRate: rate)
        let isAmplified = state.withLock { state in
            state.isPlaying = true
            return state.isAmplified
        }
        guard isAmplified, let amplifier else { return }
        do throws(DeviceFault) {
            try amplify(true)
        } catch {
            logger.warning("the amplifier is not switched on", metadata: ["problem": "\(error)"])
        }
        let settling = Int(clamping: amplifier.settling.wholeNanoseconds / 1_000_000)
        if settling > 0 { try output.play([Int16](repeating: 0, count: min(settling, 5_000) * rate / 1_000)) }
    }

    private func closeOutput() {
        output.drain()
        state.withLock { $0.isPlaying = false }
        do throws(DeviceFault) {
            try amplify(false)
        } catch {
            logger.warning("the amplifier is not switched off", metadata: ["problem": "\(error)"])
        }
        output.close()
    }

    private func amplify(_ on: Bool) throws(DeviceFault) {
        guard let amplifier, state.withLock({ $0.amplifier != on }) else { return }
        state.withLock { $0.amplifier = nil }
        try amplifier.set(on)
        state.withLock { $0.amplifier = on }
    }
}

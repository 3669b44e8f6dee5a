import BoardDevices
import Logging
import MediaCore
import Synchronization

/// A sound card's output.
final class ALSASpeaker: AudioOutput {
    /// Rounds of a tenth of a second in which a card takes nothing, after which it counts as hanging.
    private static let patience = 20
    private static let sampleRates = 4_000...192_000

    private struct State: ~Copyable {
        var pcm: PCM?
    }

    private let address: CardAddress
    private let host: DriverHost
    private let volume: CardVolume
    private let state = Mutex(State(pcm: nil))

    init(_ address: CardAddress, host: DriverHost) {
        self.address = address
        self.host = host
        volume = CardVolume(address, .playback)
    }

    var fault: DeviceFault? { address.absence }

    func setVolume(_ percent: Int) throws(DeviceFault) { try volume.set(percent) }

    func open(sampleRate: Int) throws(DeviceFault) {
        guard ALSASpeaker.sampleRates.contains(sampleRate) else {
            throw DeviceFault(.outOfRange, "\(address.pcm): \(sampleRate) Hz", remedy: "4000 to 192000")
        }
        try state.withLock { state throws(DeviceFault) in
            // The old one first: a card has one output for one program.
            state.pcm = nil
            state.pcm = try PCM(address, .playback, sampleRate: sampleRate, period: max(1, sampleRate / 50))
        }
        volume.restore()
    }

    func play(_ samples: [Int16]) throws(DeviceFault) {
        let louder = volume.gain.applied(to: samples)
        try state.withLock { state throws(DeviceFault) in
            guard state.pcm != nil else { throw DeviceFault(.failed, "\(address.pcm) is not open") }
            do throws(DeviceFault) {
                try write(louder, to: state.pcm)
            } catch {
                state.pcm = nil
                throw error
            }
        }
    }

    private func write(_ samples: [Int16], to pcm: borrowing PCM?) throws(DeviceFault) {
        var start = 0
        var refusals = 0
        while start < samples.count {
            let outcome = try samples.withUnsafeBufferPointer { buffer throws(DeviceFault) in
                switch pcm {
                case .some(let pcm): try pcm.write(UnsafeBufferPointer(rebasing: buffer[start...]))
                case .none: PCM.Outcome.nothing
                }
            }
            switch outcome {
            case .samples(let count):
                start += count
                refusals = 0
            case .nothing, .gap:
                refusals += 1
                guard refusals < ALSASpeaker.patience else {
                    throw DeviceFault(
                        .failed, "\(address.pcm) takes no sample", remedy: "look into the kernel log for the card")
                }
            }
        }
    }

    func drain() {
        let metronome = Metronome(host.clock)
        // No card holds more than its buffer; one that tells nonsense is not believed for longer.
        for _ in 0..<100 {
            let rest = state.withLock { state -> Duration? in
                switch state.pcm {
                case .some(let pcm):
                    pcm.begin()
                    guard pcm.isRunning, let delay = pcm.delay, delay > 0 else { return nil }
                    return SoundBlock.duration(of: delay, at: pcm.sampleRate)
                case .none: return nil
                }
            }
            guard let rest else { return }
            _ = metronome.wait(until: host.clock.now + min(max(rest, .milliseconds(1)), .milliseconds(20)))
        }
    }

    func close() {
        state.withLock { $0.pcm = nil }
    }
}

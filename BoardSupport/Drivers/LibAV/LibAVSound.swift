import BoardDevices
import Logging
import MediaCore
import Synchronization

/// What a clip's microphone hears: its sound track, in step with its pictures. What comes over a network is silent.
final class LibAVSound: Sendable {
    static let sampleRates = [8_000, 16_000, 32_000, 48_000]

    private struct State {
        var percent = 100
        var sound: PacedSound?
        var recording: (sampleRate: Int, recording: LibAVRecording)?
    }

    private let address: ClipAddress
    private let host: DriverHost
    /// Where the sound track's first sample is; moved by the pictures.
    private let place = SoundPlace()
    private let state = Mutex(State())

    init(_ address: ClipAddress, host: DriverHost) {
        self.address = address
        self.host = host
    }

    func setVolume(_ percent: Int) throws(DeviceFault) {
        guard (1...100).contains(percent) else { throw DeviceFault(.outOfRange, "volume \(percent): expected 1 to 100") }
        state.withLock { $0.percent = percent }
    }

    /// A picture that has a time in the clip is shown at a moment.
    func follow(_ time: Duration, at moment: MonotonicInstant) {
        guard let recording = state.withLock({ $0.recording }) else { return }
        place.show(from: moment + (recording.recording.beginning - time))
    }

    /// No pictures are shown any more.
    func go() { place.hide() }

    func start(sampleRate: Int, deliver: @escaping @Sendable (SoundBlock) -> Void) throws(DeviceFault) {
        guard LibAVSound.sampleRates.contains(sampleRate) else {
            throw DeviceFault(.outOfRange, "\(sampleRate) Hz is not among \(LibAVSound.sampleRates)")
        }
        stop()
        let loop = SoundLoop(samples: samples(sampleRate), sampleRate: sampleRate, place: place)
        let sound = PacedSound(name: "clip-sound", clock: host.clock, sampleRate: sampleRate) { [weak self] count, moment in
            let percent = self?.state.withLock { $0.percent } ?? 100
            return SoundGain(percent: percent).applied(to: loop.samples(count, at: moment))
        } deliver: { block in
            deliver(block)
        }
        state.withLock { $0.sound = sound }
    }

    func stop() {
        let sound = state.withLock { $0.sound.take() }
        sound?.stop()
    }

    // Decoded whole, once for each rate: clips of a bench are short.
    private func samples(_ sampleRate: Int) -> [Int16] {
        if address.isRemote { return [] }
        if let known = state.withLock({ $0.recording }), known.sampleRate == sampleRate { return known.recording.samples }
        do throws(DeviceFault) {
            let recording = try LibAVRecording(address, sampleRate: sampleRate)
            state.withLock { $0.recording = (sampleRate, recording) }
            return recording.samples
        } catch {
            host.logger.info("the clip is silent", metadata: ["reason": "\(error)"])
            return []
        }
    }
}

import BoardDevices
import GatewayCore
import MediaCore
import Synchronization

/// The board's sound devices, set on a thread of their own: a sound card may block.
final class AudioDevices: Sendable {
    /// What the devices were last set to; nil where that is not known.
    private struct Reached {
        var inputVolume: Int?
        var outputVolume: Int?
    }

    let microphone: (any AudioInput)?
    let speaker: (any AudioOutput)?
    let amplifier: (any DigitalLine)?

    private let capture: SoundCapture?
    private let loudspeaker: Loudspeaker?
    private let worker = Worker(name: "audio", capacity: 64)
    private let reached = Mutex(Reached())
    private let isCaptureDue = Atomic(false)

    init(
        microphone: (any AudioInput)?, capture: SoundCapture?, speaker: (any AudioOutput)?, loudspeaker: Loudspeaker?,
        amplifier: (any DigitalLine)?
    ) {
        self.microphone = microphone
        self.capture = capture
        self.speaker = speaker
        self.loudspeaker = loudspeaker
        self.amplifier = amplifier
    }

    /// Brings the devices to the settings; what stands right already is left alone.
    ///
    /// A device that is missing is no refusal unless its own setting changes: it takes what it finds once it is there.
    ///
    /// - Parameter former: where the devices are brought back to, as far as they go, when one refuses; nil at the start.
    /// - Throws: the refusal as a fault.
    func reach(_ settings: AudioSettings, former: AudioSettings? = nil) async throws(Fault) {
        do {
            try await worker.run { [self] in
                do {
                    try set(settings, former: former)
                } catch {
                    if let former { try? set(former, former: nil) }
                    throw error
                }
            }
        } catch let fault as DeviceFault {
            throw .device(fault)
        } catch {
            throw .busy
        }
    }

    /// Lets the microphone follow who listens, soon.
    func followListeners() {
        guard let capture, !isCaptureDue.exchange(true, ordering: .acquiringAndReleasing) else { return }
        let taken = worker.submit { [self] in
            isCaptureDue.store(false, ordering: .sequentiallyConsistent)
            capture.follow()
        }
        if !taken { isCaptureDue.store(false, ordering: .sequentiallyConsistent) }
    }

    /// Closes microphone and loudspeaker and ends the threads.
    func close() async {
        _ = try? await worker.run { [self] in capture?.end() }
        worker.stop()
        await loudspeaker?.stop()
    }

    private func set(_ settings: AudioSettings, former: AudioSettings?) throws(DeviceFault) {
        // What the settings say holds even where a device is not there yet.
        try capture?.adopt(settings.enable ? settings.format : nil)
        // A device is not left behind by what another one refuses.
        var refusals: [DeviceFault] = []
        func attempt(isWished: Bool, _ command: () throws(DeviceFault) -> Void) {
            do throws(DeviceFault) {
                try command()
            } catch {
                // Of a device that is not there only who wants something from it is told.
                if isWished || error.kind != .missing { refusals.append(error) }
            }
        }
        attempt(isWished: former?.amplify != settings.amplify) { () throws(DeviceFault) in
            try loudspeaker?.setAmplified(settings.amplify)
        }
        if let microphone {
            attempt(isWished: former.map { $0.inputVolume != settings.inputVolume } ?? false) { () throws(DeviceFault) in
                try bring(\.inputVolume, to: settings.inputVolume) { () throws(DeviceFault) in
                    try microphone.setVolume(settings.inputVolume)
                }
            }
        }
        if let speaker {
            attempt(isWished: former.map { $0.outputVolume != settings.outputVolume } ?? false) { () throws(DeviceFault) in
                try bring(\.outputVolume, to: settings.outputVolume) { () throws(DeviceFault) in
                    try speaker.setVolume(settings.outputVolume)
                }
            }
        }
        if let refusal = refusals.first { throw refusal }
    }

    private func bring<Value: Equatable & Sendable>(
        _ part: any WritableKeyPath<Reached, Value?> & Sendable, to value: Value,
        _ command: () throws(DeviceFault) -> Void
    ) throws(DeviceFault) {
        if reached.withLock({ $0[keyPath: part] == value }) { return }
        // A device that fails half-way may stand anywhere, so the next wish must reach it whatever it is.
        reached.withLock { $0[keyPath: part] = nil }
        try command()
        reached.withLock { $0[keyPath: part] = value }
    }
}

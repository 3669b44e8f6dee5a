import BoardDevices
import GatewayCore
import MediaCore
import Synchronization

/// The board's sound devices, set on a thread of their own: a sound card may block.
final class AudioDevices: Sendable {
    /// What the devices were last set to; nil where that is not known.
    private struct Reached {
        var inputVolume: Int?
        var capture: Capture?
        var outputVolume: Int?
        var amplify: Bool?
    }

    private enum Capture: Equatable {
        case closed
        case open(sampleRate: Int)
    }

    let microphone: (any AudioInput)?
    let speaker: (any AudioOutput)?
    let amplifier: (any DigitalLine)?

    private let worker = Worker(name: "audio", capacity: 64)
    private let reached = Mutex(Reached())

    init(microphone: (any AudioInput)?, speaker: (any AudioOutput)?, amplifier: (any DigitalLine)?) {
        self.microphone = microphone
        self.speaker = speaker
        self.amplifier = amplifier
    }

    /// Brings the devices to the settings; what stands right already is left alone.
    ///
    /// - Parameter former: where the devices are brought back to, as far as they go, when one refuses.
    /// - Throws: the refusal as a fault.
    func reach(_ settings: AudioSettings, former: AudioSettings? = nil) async throws(Fault) {
        do {
            try await worker.run { [self] in
                do {
                    try set(settings)
                } catch {
                    if let former { try? set(former) }
                    throw error
                }
            }
        } catch let fault as DeviceFault {
            throw .device(fault)
        } catch {
            throw .busy
        }
    }

    /// Closes the microphone and ends the thread.
    func close() async {
        _ = try? await worker.run { [self] in try microphone?.setCapture(sampleRate: nil) }
        worker.stop()
    }

    private func set(_ settings: AudioSettings) throws(DeviceFault) {
        let capture: Capture = settings.enable ? .open(sampleRate: settings.samplerate) : .closed
        if let microphone {
            try bring(\.inputVolume, to: settings.inputVolume) { () throws(DeviceFault) in
                try microphone.setVolume(settings.inputVolume)
            }
            try bring(\.capture, to: capture) { () throws(DeviceFault) in
                try microphone.setCapture(sampleRate: settings.enable ? settings.samplerate : nil)
            }
        }
        if let speaker {
            try bring(\.outputVolume, to: settings.outputVolume) { () throws(DeviceFault) in
                try speaker.setVolume(settings.outputVolume)
            }
        }
        if let amplifier {
            try bring(\.amplify, to: settings.amplify) { () throws(DeviceFault) in
                try amplifier.set(settings.amplify)
            }
        }
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

import BoardDevices
import Logging
import MediaCore
import Synchronization

/// What a clip's microphone hears: the WAVE file beside the clip, or a tone beside the test picture.
final class ClipSound: Sendable {
    static let sampleRates = [8_000, 16_000, 32_000, 48_000]
    /// The largest file that is read, in bytes: twenty minutes of stereo at 48 kHz.
    private static let sizeLimit = 240_000_000
    private static let tone = Tone(frequency: 440, amplitude: 0.25)

    private struct State {
        var percent = 100
        var sound: PacedSound?
    }

    /// Where the clip's pictures are.
    let place = SoundPlace()

    private let host: DriverHost
    private let recording: WaveFile?
    private let isTone: Bool
    private let state = Mutex(State())

    /// The sound of a clip.
    ///
    /// - Parameters:
    ///   - clip: the clip's path; nil for the test picture.
    ///   - sound: the path of a WAVE file; nil looks for one beside the clip that is called like it.
    /// - Throws: why the file that was named cannot be used.
    init(clip: String?, sound: String?, host: DriverHost) throws(DeviceFault) {
        self.host = host
        isTone = clip == nil && sound == nil
        var found: WaveFile?
        if let path = sound ?? clip.flatMap(ClipSound.file(beside:)) {
            do throws(DeviceFault) {
                found = try ClipSound.read(path)
            } catch {
                if sound != nil { throw error }
                if error.kind != .missing {
                    host.logger.warning("the clip is silent", metadata: ["problem": "\(error)"])
                }
            }
        }
        recording = found
    }

    private static func file(beside clip: String) -> String? {
        if clip == "-" { return nil }
        let ending = ".y4m"
        return (clip.hasSuffix(ending) ? String(clip.dropLast(ending.count)) : clip) + ".wav"
    }

    private static func read(_ path: String) throws(DeviceFault) -> WaveFile {
        let bytes = try ClipFile(path: path).contents(limit: sizeLimit)
        do throws(WaveFile.Problem) {
            return try WaveFile(bytes)
        } catch {
            throw DeviceFault(.failed, "sound \(path): \(error)")
        }
    }

    func setVolume(_ percent: Int) throws(DeviceFault) {
        guard (1...100).contains(percent) else { throw DeviceFault(.outOfRange, "volume \(percent): expected 1 to 100") }
        state.withLock { $0.percent = percent }
    }

    func start(sampleRate: Int, deliver: @escaping @Sendable (SoundBlock) -> Void) throws(DeviceFault) {
        guard ClipSound.sampleRates.contains(sampleRate) else {
            throw DeviceFault(.outOfRange, "\(sampleRate) Hz is not among \(ClipSound.sampleRates)")
        }
        stop()
        let samples = recording.map { Resampler.samples($0.samples, from: $0.sampleRate, to: sampleRate) }
        let second = ClipSound.tone.samples(isTone ? sampleRate : 0, from: 0, sampleRate: sampleRate)
        let loop = SoundLoop(samples: samples ?? second, sampleRate: sampleRate, place: isTone ? SoundPlace() : place)
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
}

import GatewayCore
import MediaCore
import Synchronization

/// Sound that a test makes by hand, and a loudspeaker that remembers what was said.
final class FakeSound: SoundFeed, TalkBack {
    static let mulaw = SoundFormat(codec: .mulaw, sampleRate: 8_000, bitrate: 64_000)
    static let alaw = SoundFormat(codec: .alaw, sampleRate: 8_000, bitrate: 64_000)
    static let aac = SoundFormat(codec: .aac, sampleRate: 16_000, bitrate: 32_000, configuration: [0x14, 0x08])

    private struct State {
        var format: SoundFormat?
        var captured = MonotonicInstant(nanoseconds: 5_000_000_000)
        var talker: Voice?
        var said: [(frame: [UInt8], format: SoundFormat)] = []
    }

    let packets = Feed<SoundPacket>()
    let formats: [SoundFormat]
    private let state: Mutex<State>

    init(_ format: SoundFormat? = mulaw, talks formats: [SoundFormat] = [mulaw, alaw, aac]) {
        state = Mutex(State(format: format))
        self.formats = formats
    }

    var format: SoundFormat? { state.withLock { $0.format } }

    func set(_ format: SoundFormat?) { state.withLock { $0.format = format } }

    /// Publishes a packet that follows the one before, or comes `late`.
    func publish(_ bytes: [UInt8], late: Duration = .zero) {
        let packet = state.withLock { state -> SoundPacket? in
            guard let format = state.format else { return nil }
            let count = format.codec == .aac ? 1_024 : bytes.count
            let captured = state.captured + late
            state.captured = captured + SoundBlock.duration(of: count, at: format.sampleRate)
            return SoundPacket(
                codec: format.codec, sampleRate: format.sampleRate, sampleCount: count, captured: captured, bytes: bytes)
        }
        if let packet { packets.publish(packet) }
    }

    // MARK: Talking

    /// What was said so far.
    var said: [(frame: [UInt8], format: SoundFormat)] { state.withLock { $0.said } }
    /// Whether somebody has the loudspeaker.
    var isTaken: Bool { state.withLock { $0.talker != nil } }

    func begin() -> (any Talk)? {
        state.withLock { state in
            guard state.talker == nil else { return nil }
            let voice = Voice(self)
            state.talker = voice
            return voice
        }
    }

    private final class Voice: Talk {
        private let sound: FakeSound

        init(_ sound: FakeSound) { self.sound = sound }

        func say(_ frame: [UInt8], in format: SoundFormat) {
            sound.state.withLock { $0.said.append((frame, format)) }
        }

        func end() {
            sound.state.withLock { state in
                if state.talker === self { state.talker = nil }
            }
        }
    }
}

import BoardDevices
import Dispatch
import MediaCore
import Synchronization

/// An encoder device that writes down what is asked of it. Its packets hold the level of the picture's first pixel.
final class FakeEncoders: VideoEncoderSource {
    /// One call of an encoder.
    struct Call: Equatable {
        var level: UInt8
        var size: PictureSize
        var isKey: Bool
    }

    private struct State {
        var made: [EncoderSettings] = []
        var adopted: [EncoderSettings] = []
        var calls: [Call] = []
        var latest: Frame?
        var living = 0
        var refuses = false
        var gate: DispatchSemaphore?
    }

    let codec: VideoCodec
    let limits: [VideoStream: [EncodingLimit]]
    private let state = Mutex(State())

    init(_ codec: VideoCodec = .h264, limits: [VideoStream: [EncodingLimit]] = FakeEncoders.usual) {
        self.codec = codec
        self.limits = limits
    }

    static let usual: [VideoStream: [EncodingLimit]] = [
        .main: [limit(64, 48), limit(32, 24)], .sub: [limit(32, 24), limit(16, 16)],
    ]

    static func limit(_ width: Int, _ height: Int, rate: ClosedRange<Int> = 1...30) -> EncodingLimit {
        EncodingLimit(size: PictureSize(width: width, height: height), framerate: rate, bitrate: 50...6_000)
    }

    /// The settings of every encoder made.
    var made: [EncoderSettings] { state.withLock { $0.made } }
    /// The settings that encoders took on.
    var adopted: [EncoderSettings] { state.withLock { $0.adopted } }
    /// The pictures that were encoded.
    var calls: [Call] { state.withLock { $0.calls } }
    /// The picture that was encoded last.
    var latest: Frame? { state.withLock { $0.latest } }
    /// How many encoders exist now.
    var living: Int { state.withLock { $0.living } }

    /// Whether no encoder is made and no settings are taken on from now on.
    func setRefusing(_ refuses: Bool) { state.withLock { $0.refuses = refuses } }

    /// Makes every picture wait for a signal of the gate.
    func setGate(_ gate: DispatchSemaphore?) { state.withLock { $0.gate = gate } }

    func makeEncoder(_ settings: EncoderSettings) throws(DeviceFault) -> any VideoEncoder {
        let refuses = state.withLock { state -> Bool in
            if !state.refuses {
                state.made.append(settings)
                state.living += 1
            }
            return state.refuses
        }
        if refuses { throw DeviceFault(.busy, "no encoder is free") }
        return Encoder(self, settings)
    }

    private final class Encoder: VideoEncoder {
        private let source: FakeEncoders
        private let settings: Mutex<EncoderSettings>

        init(_ source: FakeEncoders, _ settings: EncoderSettings) {
            self.source = source
            self.settings = Mutex(settings)
        }

        deinit { source.state.withLock { $0.living -= 1 } }

        func encode(_ frame: Frame, key: Bool) throws(DeviceFault) -> [Packet] {
            let level = level(of: frame)
            let gate = source.state.withLock { state in
                state.calls.append(Call(level: level, size: frame.size, isKey: key))
                state.latest = frame
                return state.gate
            }
            gate?.wait()
            return [
                Packet(
                    codec: source.codec, captured: frame.captured, isKey: key, size: frame.size, bytes: [level], units: [0..<1])
            ]
        }

        func adopt(_ new: EncoderSettings) -> Bool {
            let isPossible = source.state.withLock { !$0.refuses } && settings.withLock { $0.size } == new.size
            if isPossible { source.state.withLock { $0.adopted.append(new) } }
            return isPossible
        }
    }
}

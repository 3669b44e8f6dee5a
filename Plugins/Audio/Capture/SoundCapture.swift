import BoardDevices
import GatewayCore
import Logging
import MediaCore
import Synchronization

/// From the microphone to packets, while somebody listens and sound is switched on.
///
/// Encoding takes less than a hundredth of the time that it encodes, so it is done on the microphone's own thread: nothing
/// waits in between. Everything but the feed is used by one thread at a time.
final class SoundCapture: Sendable {
    private struct State {
        var wanted: (format: AudioFormat, encoder: any AudioEncoder, told: SoundFormat)?
        var running: (any AudioEncoder)?
        var isEnded = false
    }

    /// The packets.
    let packets: Feed<SoundPacket>

    private let input: any AudioInput
    private let encoders: [any AudioEncoderSource]
    private let logger: Logger
    private let state = Mutex(State())
    private let listeners: Listeners

    init(input: any AudioInput, encoders: [any AudioEncoderSource], logger: Logger) {
        self.input = input
        self.encoders = encoders
        self.logger = logger
        let listeners = Listeners()
        self.listeners = listeners
        packets = Feed { _ in listeners.changed() }
    }

    /// What the packets are; nil while sound is switched off.
    var format: SoundFormat? { state.withLock { $0.wanted?.told } }

    /// Says whose thread follows the listeners from now on.
    func connect(_ devices: AudioDevices) {
        listeners.connect { [weak devices] in devices?.followListeners() }
    }

    /// Encodes as the format says from now on, or not at all.
    ///
    /// - Throws: why the encoder cannot do it, or the microphone does not have its rate; nothing has changed then.
    func adopt(_ format: AudioFormat?) throws(DeviceFault) {
        let current = state.withLock { $0.wanted?.format }
        if current == format { return }
        guard let format else {
            state.withLock { $0.wanted = nil }
            return follow()
        }
        guard let source = encoders.first(where: { $0.codec.rawValue.hasSameBytes(as: format.encodeType) }) else {
            throw DeviceFault(.unsupported, "no encoder for \(format.encodeType)")
        }
        let encoder = try source.makeEncoder(
            AudioEncoderSettings(sampleRate: format.sampleRate, bitrate: format.bitrate))
        guard input.sampleRates.contains(format.sampleRate) else {
            throw DeviceFault(.outOfRange, "the microphone has no \(format.sampleRate) Hz")
        }
        let told = SoundFormat(
            codec: source.codec, sampleRate: format.sampleRate, bitrate: format.bitrate,
            configuration: encoder.configuration)
        state.withLock { $0.wanted = (format, encoder, told) }
        follow()
    }

    /// Opens or closes the microphone as the listeners and the settings want it.
    func follow() {
        let hasListeners = packets.readerCount > 0
        let (wanted, running) = state.withLock { state in
            (state.isEnded || !hasListeners ? nil : state.wanted, state.running)
        }
        if wanted?.encoder === running { return }
        if running != nil { input.stopCapture() }
        state.withLock { $0.running = nil }
        guard let wanted else { return }
        let encoder = wanted.encoder
        let hasFailed = Atomic(false)
        do throws(DeviceFault) {
            let (packets, logger) = (packets, logger)
            try input.startCapture(sampleRate: wanted.format.sampleRate, frameSize: encoder.frameSize) { block in
                do throws(DeviceFault) {
                    try encoder.encode(block) { packets.publish($0) }
                } catch {
                    if !hasFailed.exchange(true, ordering: .relaxed) {
                        logger.error("sound cannot be encoded", metadata: ["problem": "\(error)"])
                    }
                }
            }
            state.withLock { $0.running = encoder }
        } catch {
            logger.error("the microphone gives no sound", metadata: ["problem": "\(error)"])
        }
    }

    /// Closes the microphone for good.
    func end() {
        state.withLock { $0.isEnded = true }
        follow()
    }
}

/// Passes on that listeners came or went.
private final class Listeners: Sendable {
    private let follow = Mutex<(@Sendable () -> Void)?>(nil)

    func connect(_ follow: @escaping @Sendable () -> Void) {
        self.follow.withLock { $0 = follow }
    }

    func changed() {
        let follow = follow.withLock { $0 }
        follow?()
    }
}

import AudioPlugin
import BenchAudioDriver
import BenchLinesDriver
import BoardDevices
import GatewayCore
import GatewayTesting
import MediaCore
import Synchronization

/// A gateway with the audio module on a simulated card.
struct AudioRig {
    let microphone: SimulatedMicrophone
    let speaker: SimulatedSpeaker
    let amplifier = SimulatedLine(settling: .milliseconds(50))
    /// What the speaker was given, and whether the amplifier was on then.
    let heard = Heard()
    let gateway: TestGateway
    let client: CGIClient

    /// - Parameter rates: of the microphone; nil for a board without one.
    init(
        rates: [Int]? = [8_000, 16_000], hasSpeaker: Bool = true, hasAmplifier: Bool = true,
        store: MemoryStore = MemoryStore(), product: [String: String] = [:], fault: DeviceFault? = nil,
        encoders: [any AudioEncoderSource] = []
    ) async throws {
        microphone = SimulatedMicrophone(sampleRates: rates ?? [])
        microphone.setFault(fault)
        speaker = SimulatedSpeaker { [heard, amplifier] samples, rate in heard.add(samples, rate, amplifier.isOn) }
        var devices: [(roles: [String], device: any Sendable)] = []
        if rates != nil { devices.append((["microphone"], microphone)) }
        if hasSpeaker { devices.append((["speaker"], speaker)) }
        if hasAmplifier { devices.append((["amplifier"], amplifier)) }
        for encoder in encoders { devices.append((["audio-encoder"], encoder)) }
        gateway = try await TestGateway(plugins: [Audio.self], devices: devices, store: store, product: product)
        client = try await gateway.client()
    }

    /// A request to the audio encoder.
    func encoder(_ query: String = "") async -> Reply {
        await client.get("/cgi-bin/audioencoder" + (query.isEmpty ? "" : "?\(query)"))
    }

    /// What the devices are set to, in words.
    var devices: String {
        let rate = microphone.captureRate.map { "\($0) Hz" } ?? "closed"
        let volume = microphone.volume.map(String.init) ?? "-"
        let output = speaker.volume.map(String.init) ?? "-"
        return "microphone \(rate) at \(volume), speaker at \(output), amplifier \(amplifier.isOn ? "on" : "off")"
    }

    /// What the devices are set to by the factory defaults.
    static let factoryDevices = "microphone closed at 60, speaker at 80, amplifier off"

    /// The encoder's reply with the given values in the place of the factory defaults.
    static func reply(
        enable: Int = 1, type: String = "G.711", input: Int = 60, output: Int = 80, amplify: Int = 1
    ) -> String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <audioencoder enable="\(enable)" encode_type="\(type)" samplerate="8000" bitrate="64000" input_volume="\(input)" \
        output_volume="\(output)" amplify="\(amplify)"/>

        """
    }
}

/// What a loudspeaker was given.
final class Heard: Sendable {
    struct Piece {
        let samples: [Int16]
        let sampleRate: Int
        let isAmplified: Bool
    }

    private let state = Mutex<[Piece]>([])

    var pieces: [Piece] { state.withLock { $0 } }

    /// All samples that are not silence.
    var sound: [Int16] { pieces.flatMap(\.samples).filter { $0 != 0 } }

    func add(_ samples: [Int16], _ sampleRate: Int, _ isAmplified: Bool) {
        state.withLock { $0.append(Piece(samples: samples, sampleRate: sampleRate, isAmplified: isAmplified)) }
    }
}

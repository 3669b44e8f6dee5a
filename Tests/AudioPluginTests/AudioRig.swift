import AudioPlugin
import BenchAudioDriver
import BenchLinesDriver
import BoardDevices
import GatewayCore
import GatewayTesting

/// A gateway with the audio module on a simulated card.
struct AudioRig {
    let microphone: SimulatedMicrophone
    let speaker = SimulatedSpeaker()
    let amplifier = SimulatedLine()
    let gateway: TestGateway
    let client: CGIClient

    /// - Parameter rates: of the microphone; nil for a board without one.
    init(
        rates: [Int]? = [8_000, 16_000], hasSpeaker: Bool = true, hasAmplifier: Bool = true,
        store: MemoryStore = MemoryStore(), product: [String: String] = [:], fault: DeviceFault? = nil
    ) async throws {
        microphone = SimulatedMicrophone(sampleRates: rates ?? [])
        microphone.setFault(fault)
        var devices: [(roles: [String], device: any Sendable)] = []
        if rates != nil { devices.append((["microphone"], microphone)) }
        if hasSpeaker { devices.append((["speaker"], speaker)) }
        if hasAmplifier { devices.append((["amplifier"], amplifier)) }
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
    static let factoryDevices = "microphone 8000 Hz at 60, speaker at 80, amplifier on"

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

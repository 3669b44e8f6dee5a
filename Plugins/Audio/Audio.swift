import BoardDevices
public import GatewayCore
import Logging
public import MediaCore

/// Sound: from the microphone to the streams, from clients to the loudspeaker (CGI sections 3.11 and 3.12).
public final class Audio: Plugin, SoundFeed, TalkBack {
    public static let name = "Audio"
    public static let summary = "microphone, loudspeaker, amplifier, and how sound is encoded"
    public static let furtherPaths = ["/cgi-bin/audio/play"]

    let devices: AudioDevices
    let encodings: [AudioFormat]
    let settings: SettingsGroup<AudioSettings>
    let loudspeaker: Loudspeaker?
    private let capture: SoundCapture?
    private let decoders: [any AudioDecoderSource]

    public init(_ context: PluginContext) throws {
        let board = context.board
        let microphone: (any AudioInput)? = try? board.device(.microphone)
        let speaker: (any AudioOutput)? = try? board.device(.speaker)
        if microphone == nil, speaker == nil { _ = try board.device(.microphone) }
        let encoders = [G711Source.mulaw, G711Source.alaw] + board.all(.audioEncoder)
        encodings = AudioFormat.possible(encoders, sampleRates: microphone?.sampleRates ?? [])
        decoders = board.all(.audioDecoder)
        loudspeaker = speaker.map {
            Loudspeaker(
                output: $0, amplifier: try? board.device(.amplifier), clock: context.clock, logger: context.logger)
        }
        capture = microphone.map { SoundCapture(input: $0, encoders: encoders, logger: context.logger) }
        devices = AudioDevices(
            microphone: microphone, capture: capture, speaker: speaker, loudspeaker: loudspeaker,
            amplifier: try? board.device(.amplifier))
        var defaults = AudioSettings()
        if let first = encodings.first, !encodings.contains(defaults.format) { defaults.format = first }
        // A reply has all attributes on every board; what is not there is off.
        defaults.enable = !encodings.isEmpty
        defaults.amplify = devices.amplifier != nil
        settings = SettingsGroup(
            "audio", defaults: defaults, fields: AudioSettings.fields(encodings), context: context)
        capture?.connect(devices)
        if capture != nil, !encodings.isEmpty { context.contracts.offer((any SoundFeed).self, self) }
        if loudspeaker != nil { context.contracts.offer((any TalkBack).self, self) }
    }

    public var capabilities: Set<Capability> {
        let hears = devices.microphone.map { !encodings.isEmpty && $0.fault == nil } ?? false
        let speaks = devices.speaker.map { $0.fault == nil } ?? false
        return hears || speaks ? [.audio] : []
    }

    public func start() async throws {
        try await devices.reach(effective(settings.current))
    }

    public func stop() async {
        await devices.close()
    }

    public var packets: Feed<SoundPacket> { capture?.packets ?? Feed() }

    /// Nothing while there is no microphone either: a player would wait for sound that a description promises.
    public var format: SoundFormat? { devices.microphone?.fault == nil ? capture?.format : nil }

    /// The settings as the devices can follow them: without a format there is nothing to capture for.
    func effective(_ settings: AudioSettings) -> AudioSettings {
        var settings = settings
        if encodings.isEmpty { settings.enable = false }
        return settings
    }
}

extension Audio {
    /// What a talker may send: G.711 as it is, and what the board's decoders take.
    public var formats: [SoundFormat] {
        guard loudspeaker != nil else { return [] }
        let plain = [AudioCodec.mulaw, .alaw].map { SoundFormat(codec: $0, sampleRate: G711.sampleRate, bitrate: 64_000) }
        return plain
            + decoders.flatMap { source in
                source.sampleRates.compactMap { rate in
                    AudioSpecificConfig.lowComplexity(sampleRate: rate).map {
                        SoundFormat(codec: source.codec, sampleRate: rate, bitrate: 32_000, configuration: $0)
                    }
                }
            }
    }

    public func begin() -> (any Talk)? {
        loudspeaker?.begin().map { SpokenWord($0, decoders: decoders) }
    }
}

import BoardDevices
public import GatewayCore

/// Sound: what the board's microphone, loudspeaker and amplifier are set to (CGI sections 3.11 and 3.12).
public final class Audio: Plugin {
    public static let name = "Audio"
    public static let summary = "audio encoder settings, volumes and amplifier"

    let devices: AudioDevices
    let formats: [AudioFormat]
    let settings: SettingsGroup<AudioSettings>

    public init(_ context: PluginContext) throws {
        let board = context.board
        devices = AudioDevices(
            microphone: try? board.device(.microphone), speaker: try? board.device(.speaker),
            amplifier: try? board.device(.amplifier))
        if devices.microphone == nil, devices.speaker == nil { _ = try board.device(.microphone) }
        formats = AudioFormat.possible(with: devices.microphone?.sampleRates ?? [])
        var defaults = AudioSettings()
        // A reply has all attributes on every board; what is not there is off.
        defaults.enable = !formats.isEmpty
        defaults.amplify = devices.amplifier != nil
        settings = SettingsGroup(
            "audio", defaults: defaults, fields: AudioSettings.fields(formats), context: context)
    }

    public var capabilities: Set<Capability> {
        formats.isEmpty && devices.speaker == nil ? [] : [.audio]
    }

    public func start() async throws {
        try await devices.reach(effective(settings.current))
    }

    public func stop() async {
        await devices.close()
    }

    /// The settings as the devices can follow them: without a format there is nothing to capture for.
    func effective(_ settings: AudioSettings) -> AudioSettings {
        var settings = settings
        if formats.isEmpty { settings.enable = false }
        return settings
    }
}

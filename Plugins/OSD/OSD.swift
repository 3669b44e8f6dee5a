import BoardDevices
public import GatewayCore
public import MediaCore

/// The module of title and time in the pictures (CGI section 3.13), drawn into each stream in its own size.
public final class OSD: Plugin, FrameStage {
    public static let name = "OSD"
    public static let summary = "title, time, resolution and bit rate in the pictures"

    private let group: SettingsGroup<OSDSettings>
    private let contracts: Contracts

    public init(_ context: PluginContext) throws {
        let _: any FrameSource = try context.board.device(.camera)
        contracts = context.contracts
        group = SettingsGroup("osd", defaults: OSDSettings(), fields: OSDSettings.fields, context: context)
        context.contracts.offer((any FrameStage).self, self)
    }

    public var interfaces: [Interface] {
        [
            .settings(
                "/cgi-bin/osd", section: "3.13", summary: OSD.summary, group: group,
                reply: { [group] in Reply(group.element("osd")) },
                // Every picture is drawn with the settings in force; there is nothing to put into effect.
                apply: { _, _ throws(Fault) in })
        ]
    }

    public var place: FrameStagePlace { .overlay }

    public func changes(_ context: FrameContext) -> Bool { group.current.isEnabled }

    public func apply(to frame: inout Frame, _ context: FrameContext) {
        let settings = group.current
        let now = contracts.first((any LocalTime).self)?.now
        let writing = Writing(settings, pictureHeight: frame.size.height)
        let size = frame.size
        frame.withMutablePlanes { planes in
            if let now {
                var text = TimeFormats.text(now, format: settings.timeFormat)
                if settings.showsWeekday { text += " \(TimeFormats.weekday(now))" }
                writing.draw([text], at: settings.time, in: planes, of: size)
            }
            writing.draw(titleLines(settings, context), at: settings.title, in: planes, of: size)
        }
    }

    private func titleLines(_ settings: OSDSettings, _ context: FrameContext) -> [String] {
        var facts: [String] = []
        if let encoder = context.settings {
            if settings.resolutionAndBitrate & 1 != 0 { facts.append("\(encoder.size)") }
            if settings.resolutionAndBitrate & 2 != 0 { facts.append("\(encoder.bitrate) kbit/s") }
        }
        return [settings.titleText, facts.joined(separator: " ")].filter { !$0.isEmpty }
    }
}

import BoardDevices
public import GatewayCore
public import MediaCore
import Synchronization

/// The module of title and time in the pictures (CGI section 3.13), drawn into each stream in its own size.
public final class OSD: Plugin, FrameStage {
    public static let name = "OSD"
    public static let summary = "title, time, resolution and bit rate in the pictures"

    private let group: SettingsGroup<OSDSettings>
    private let letters: Letters
    private let time = Mutex<(any LocalTime)?>(nil)
    /// What is written in each stream now; each is drawn on its stream's own thread.
    private let sheets = Mutex<[VideoStream?: Sheet]>([:])

    public init(_ context: PluginContext) throws {
        let _: any FrameSource = try context.board.device(.camera)
        letters = Letters(context)
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

    public func connect(_ contracts: Contracts) throws {
        let offer = contracts.first((any LocalTime).self)
        time.withLock { $0 = offer }
    }

    public var place: FrameStagePlace { .overlay }

    public func changes(_ context: FrameContext) -> Bool { group.current.isEnabled }

    public func apply(to frame: inout Frame, _ context: FrameContext) {
        let plan = Plan(
            group.current, now: time.withLock { $0 }?.now, encoder: context.settings, size: frame.size, layout: frame.layout)
        let sheet = sheet(plan, for: context.stream)
        if sheet.isEmpty { return }
        frame.withMutablePlanes { sheet.blend(into: $0) }
    }

    private func sheet(_ plan: Plan, for stream: VideoStream?) -> Sheet {
        let last = sheets.withLock { $0[stream] }
        if let last, last.plan == plan { return last }
        let sheet = Sheet(plan, after: last, letters: letters)
        sheets.withLock { $0[stream] = sheet }
        return sheet
    }
}

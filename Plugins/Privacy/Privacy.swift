import BoardDevices
public import GatewayCore
public import MediaCore

/// The module of privacy masks: rectangles of the camera's picture that nothing behind it ever sees. Beyond the CGI document.
public final class Privacy: Plugin, FrameStage {
    public static let name = "Privacy"
    public static let summary = "rectangles that are filled before any output"
    public static let furtherPaths = ["/cgi-bin/privacy_mask"]

    private let group: SettingsGroup<PrivacySettings>

    public init(_ context: PluginContext) throws {
        let _: any FrameSource = try context.board.device(.camera)
        group = SettingsGroup("privacy_mask", defaults: PrivacySettings(), fields: PrivacySettings.fields, context: context)
        context.contracts.offer((any FrameStage).self, self)
    }

    public var interfaces: [Interface] {
        [
            .settings(
                "/cgi-bin/privacy_mask", section: "-", summary: Privacy.summary, group: group,
                reply: { [group] in Reply(group.element("privacy_mask")) },
                // Every picture is filled by the settings in force; there is nothing to put into effect.
                apply: { _, _ throws(Fault) in })
        ]
    }

    public var place: FrameStagePlace { .mask }

    public func changes(_ context: FrameContext) -> Bool { group.current.isAnyEnabled }

    public func apply(to frame: inout Frame, _ context: FrameContext) {
        let settings = group.current
        let size = frame.size
        frame.withMutablePlanes { planes in
            let canvas = Canvas(planes)
            for mask in settings.masks where mask.isEnabled {
                let (columns, rows) = (mask.columns(of: size), mask.rows(of: size))
                canvas.fill(
                    x: columns.lowerBound, y: rows.lowerBound, width: columns.count, height: rows.count, settings.ink)
            }
        }
    }
}

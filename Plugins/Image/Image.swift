import BoardDevices
public import GatewayCore
public import MediaCore
import Synchronization

/// The module of brightness, contrast, saturation and sharpness (CGI section 3.14): by the sensor where it can, else in software.
public final class Image: Plugin, FrameStage {
    public static let name = "Image"
    public static let summary = "brightness, contrast, saturation, sharpness"

    private let sensor: (any ImageControls)?
    private let group: SettingsGroup<ImageSettings>
    private let adjustment = Mutex<PictureAdjustment?>(nil)

    public init(_ context: PluginContext) throws {
        let _: any FrameSource = try context.board.device(.camera)
        sensor = try? context.board.device(.imageControls)
        group = SettingsGroup("image", defaults: ImageSettings(), fields: ImageSettings.fields, context: context)
        context.contracts.offer((any FrameStage).self, self)
    }

    public var interfaces: [Interface] {
        [
            .settings(
                "/cgi-bin/image", section: "3.14", summary: Image.summary, group: group,
                reply: { [group] in Reply(group.element("image")) },
                apply: { [self] old, new throws(Fault) in try put(new, replacing: old) })
        ]
    }

    public func start() async throws {
        try put(group.current, replacing: nil)
    }

    public var place: FrameStagePlace { .adjustment }

    public func changes(_ context: FrameContext) -> Bool { adjustment.withLock { $0 != nil } }

    public func apply(to frame: inout Frame, _ context: FrameContext) {
        guard let adjustment = adjustment.withLock({ $0 }) else { return }
        adjustment.apply(to: &frame)
    }

    private func put(_ new: ImageSettings, replacing old: ImageSettings?) throws(Fault) {
        let inSensor = sensor?.supported ?? []
        do throws(DeviceFault) {
            for control in ImageControl.allCases where inSensor.contains(control) && old?[control] != new[control] {
                try sensor?.set(control, to: UInt8(clamping: new[control]))
            }
        } catch {
            // What the sensor took before it refused goes back.
            for control in ImageControl.allCases where inSensor.contains(control) {
                if let old, old[control] != new[control] { try? sensor?.set(control, to: UInt8(clamping: old[control])) }
            }
            throw .device(error)
        }
        adjustment.withLock { $0 = PictureAdjustment(new, except: inSensor) }
    }
}

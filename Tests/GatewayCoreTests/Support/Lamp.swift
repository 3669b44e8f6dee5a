import BoardDevices
import GatewayCore
import Synchronization

/// A small module with one settings group, on the role `amplifier`: what any module's settings do, without a camera around it.
final class Lamp: Plugin {
    struct Settings: Sendable, Equatable {
        var isOn = false
        var mode = "LOW"
        var level = 5
        var minutes: Int?
    }

    static let name = "Lamp"
    static let summary = "a lamp"
    static let furtherPaths = ["/cgi-bin/lamp"]

    private let line: any DigitalLine
    let group: SettingsGroup<Settings>

    init(_ context: PluginContext) throws {
        line = try context.board.device(.amplifier)
        let fields: [Field<Settings>] = [
            Field(\.isOn, .toggle("enable", "whether it is on")),
            Field(\.mode, .listed("mode", ["LOW", "HIGH"], "how bright it may be")),
            Field(\.level, name: "level", isConsistent: { $0.mode == "HIGH" || $0.level <= 10 }) {
                .number("level", $0.mode == "HIGH" ? 1...100 : 1...10, "brightness")
            },
            Field(
                transient: \.minutes, .number("minutes", 1...60, "how long to stay on"),
                isValid: { $0.minutes == nil || $0.isOn }),
        ]
        group = SettingsGroup("lamp", defaults: Settings(), fields: fields, context: context)
    }

    var capabilities: Set<Capability> { group.current.isOn ? [.ptz] : [] }

    var interfaces: [Interface] {
        let line = line
        return [
            .settings(
                "/cgi-bin/lamp", section: "-", summary: Lamp.summary, group: group,
                reply: { [group] in Reply(group.element("lamp")) },
                apply: { _, new throws(Fault) in
                    do throws(DeviceFault) {
                        try line.set(new.isOn)
                    } catch {
                        throw .device(error)
                    }
                })
        ]
    }

    func start() async throws {
        try line.set(group.current.isOn)
    }
}

/// A digital output that remembers what it was told and can be broken.
final class FakeLine: DigitalLine {
    private let state = Mutex<(history: [Bool], isBroken: Bool)>(([], false))

    var history: [Bool] { state.withLock { $0.history } }

    func setBroken(_ isBroken: Bool) { state.withLock { $0.isBroken = isBroken } }

    func set(_ on: Bool) throws(DeviceFault) {
        let isBroken = state.withLock { state -> Bool in
            if !state.isBroken { state.history.append(on) }
            return state.isBroken
        }
        if isBroken { throw DeviceFault(.failed, "the line is cut") }
    }
}

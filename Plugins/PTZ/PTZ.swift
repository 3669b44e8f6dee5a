public import GatewayCore
import BoardDevices

/// Pan, tilt and lens motors, and presets (CGI section 3.15).
public final class PTZ: Plugin {
    public static let name = "PTZ"
    public static let summary = "pan, tilt, zoom, focus, iris and presets"

    private let mount: Mount
    private let presets: Presets

    public init(_ context: PluginContext) throws {
        let head = try context.board.device(.panTilt)
        var silence = 30
        if let section = context.productDefaults("ptz") {
            silence = section.integer("deadman_seconds", in: 0...86_400, default: silence)
            section.finish()
        }
        mount = Mount(
            head: head, lens: try? context.board.device(.lens),
            deadMan: DeadManSwitch(limit: .seconds(silence), access: context.access, clock: context.clock),
            watch: MotionWatch(events: context.events, clock: context.clock), logger: context.logger)
        presets = Presets(store: context.store, logger: context.logger)
    }

    public var capabilities: Set<Capability> { [.ptz] }

    public var interfaces: [Interface] {
        [
            .action(
                "/cgi-bin/ptz_ctrl", section: "3.15", summary: "moves head and lens, one action a request",
                parameters: PTZAction.parameters
            ) { request throws(Fault) in
                try await self.perform(PTZAction(request.query, axes: self.mount.axes), for: request.caller?.user ?? "")
                return Reply("ptz_ctrl", "true")
            }
        ]
    }

    public func stop() async {
        await mount.close()
    }

    private func perform(_ action: PTZAction, for user: String) async throws(Fault) {
        switch action {
        case .stop: try await mount.stop()
        case .move(let pan, let tilt, let speed): try await mount.move(pan: pan, tilt: tilt, speed: speed, for: user)
        case .lens(let axis, let direction): try await mount.drive(axis, direction: direction, for: user)
        case .call(let number):
            guard let place = presets[number] else { throw Fault("call_preset error") }
            try await mount.go(to: place)
        case .add(let number): try await presets.set(number, to: mount.settle())
        case .delete(let number):
            guard presets[number] != nil else { throw Fault("delete_preset error") }
            try await mount.stop()
            try await presets.set(number, to: nil)
        }
    }
}

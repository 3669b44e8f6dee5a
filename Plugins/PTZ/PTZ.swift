public import GatewayCore
import BoardDevices

/// Pan, tilt and lens motors, presets, tours and parking (CGI section 3.15 and beyond).
public final class PTZ: Plugin {
    public static let name = "PTZ"
    public static let summary = "pan, tilt, zoom, focus, iris and presets"
    public static let furtherPaths = [
        "/cgi-bin/ptz_position", "/cgi-bin/ptz_absolute", "/cgi-bin/ptz_relative", "/cgi-bin/ptz_home", "/cgi-bin/ptz_limits",
        "/cgi-bin/ptz_presets", "/cgi-bin/ptz_tour", "/cgi-bin/ptz_park",
    ]

    let mount: Mount
    let presets: Presets
    let limits: SettingsGroup<OperatorLimits>
    let tour: SettingsGroup<Tour>
    let park: SettingsGroup<Park>
    let patrol: Patrol

    public init(_ context: PluginContext) throws {
        let head = try context.board.device(.panTilt)
        var silence = 30
        var homesAtStart = true
        if let section = context.productDefaults("ptz") {
            silence = section.integer("deadman_seconds", in: 0...86_400, default: silence)
            homesAtStart = section.flag("home_at_start", default: homesAtStart)
            section.finish()
        }
        limits = SettingsGroup(
            "ptz_limits", defaults: OperatorLimits(), fields: OperatorLimits.fields(head.limits), context: context)
        tour = SettingsGroup("ptz_tour", defaults: Tour(), fields: Tour.fields, context: context)
        park = SettingsGroup("ptz_park", defaults: Park(), fields: Park.fields, context: context)
        presets = Presets(store: context.store, logger: context.logger)
        mount = Mount(
            head: head, lens: try? context.board.device(.lens), limits: limits.current.within(head.limits) ?? head.limits,
            homesAtStart: homesAtStart,
            deadMan: DeadManSwitch(limit: .seconds(silence), access: context.access, clock: context.clock), context: context)
        patrol = Patrol(mount: mount, presets: presets, tour: tour.current, park: park.current, context: context)
    }

    public var capabilities: Set<Capability> { mount.isAnswering ? [.ptz] : [] }

    public func start() async {
        await mount.start()
        patrol.start()
    }

    public func stop() async {
        patrol.stop()
        await mount.close()
    }

    func perform(_ action: PTZAction, for user: String) async throws(Fault) {
        if case .call(let number) = action, presets[number] == nil { throw Fault("call_preset error") }
        if case .delete(let number) = action, presets[number] == nil { throw Fault("delete_preset error") }
        patrol.giveWay()
        switch action {
        case .stop: try await mount.stop()
        case .move(let pan, let tilt, let speed):
            try await mount.carryOut(mount.drive(pan: pan, tilt: tilt, speed: speed, for: user))
        case .lens(let axis, let direction): try await mount.carryOut(mount.drive(axis, direction: direction, for: user))
        case .call(let number):
            guard let place = presets[number] else { throw Fault("call_preset error") }
            try await mount.carryOut(mount.recall(number, place))
        case .add(let number):
            guard let place = try await mount.settle(storing: number) else {
                throw Fault("add_preset error", cause: "the head does not know where it is")
            }
            try await presets.set(number, to: place)
        case .delete(let number):
            try await mount.stop()
            if presets[number]?.head == nil { try await mount.forget(number) }
            try await presets.set(number, to: nil)
        }
    }

    /// Carries out what an operator wants of the head.
    func operate(_ order: Order) async throws(Fault) {
        patrol.giveWay()
        try await mount.carryOut(order)
    }

    /// Sets or clears a limit; the head stops for it, as for a preset.
    func change(_ change: LimitChange) async throws(Fault) {
        patrol.giveWay()
        let mechanism = mount.head.limits
        var new = limits.current
        switch change {
        case .clear(let side?): new.bounds[side] = nil
        case .clear(nil): new.bounds = [:]
        case .set(let side):
            guard let position = try await mount.settle()?.head else { throw Fault("position unknown") }
            let degrees = side == .left || side == .right ? position.pan : position.tilt
            // To hundredths, as it is shown.
            new.bounds[side] = (degrees * 100).rounded() / 100
        }
        let wanted = new
        guard wanted.within(mechanism) != nil else { throw Fault("set error") }
        try await limits.update({ $0 = wanted }) { [mount] _, new throws(Fault) in
            try await mount.confine(to: new.within(mechanism) ?? mechanism)
        }
    }
}

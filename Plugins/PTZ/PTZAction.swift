import BoardDevices
import GatewayCore

/// What a request to `/cgi-bin/ptz_ctrl` wants done (CGI section 3.15).
enum PTZAction: Sendable, Equatable {
    /// Everything stands still.
    case stop
    /// Pan and tilt, -1, 0 or 1 each and not both 0, at speed 1 to 10.
    case move(pan: Int, tilt: Int, speed: Int)
    /// A lens axis, -1 or 1.
    case lens(LensAxis, direction: Int)
    /// To the place of a preset.
    case call(preset: Int)
    /// Makes a preset of the place where the head stands.
    case add(preset: Int)
    /// Forgets a preset.
    case delete(preset: Int)
}

extension PTZAction {
    static let stopParameter = Parameter<Int>.choice("stop", 1...1, "everything stands still")
    static let moveX = Parameter<Int>.set("move_x", [-1, 0, 1], "pan: -1 left, 1 right")
    static let moveY = Parameter<Int>.set("move_y", [-1, 0, 1], "tilt: -1 down, 1 up")
    static let zoom = Parameter<Int>.set("zoom", [-1, 1], "-1 wide, 1 narrow")
    static let focus = Parameter<Int>.set("focus", [-1, 1], "-1 far, 1 near")
    static let iris = Parameter<Int>.set("iris", [-1, 1], "-1 close, 1 open")
    static let callPreset = Parameter<Int>.number("call_preset", 1...255, "to the place of a preset")
    static let addPreset = Parameter<Int>.number("add_preset", 1...255, "a preset of where the head stands")
    static let deletePreset = Parameter<Int>.number("delete_preset", 1...255, "forgets a preset")
    static let speed = Parameter<Int>.number("speed", 1...10, "of a move; 5 if it is missing")

    /// The parameters in the order of the document's URLs, `speed` last (ruling 1.11), as far as a lens has the motors.
    static func parameters(axes: Set<LensAxis>) -> [ParameterDescription] {
        [stopParameter, moveX, moveY, zoom, focus, iris, callPreset, addPreset, deletePreset, speed].map(\.description)
            .filter { parameter in LensAxis(rawValue: parameter.name).map(axes.contains) ?? true }
    }

    /// The speed of a move that names none.
    static let defaultSpeed = 5

    /// Reads the one action of a request.
    ///
    /// The shape of the request is looked at first, then what the lens can do, then values: a request with two actions is
    /// malformed whatever their values are.
    ///
    /// - Parameters:
    ///   - query: the request's parameters.
    ///   - axes: what the board's lens moves.
    /// - Throws: `error, parse parameters` for no action, several, or a speed without a move; `not supported` for an axis that
    ///   the lens does not have; the fault of the first bad value.
    init(_ query: Query, axes: Set<LensAxis>) throws(Fault) {
        let isMove = query.has(PTZAction.moveX.name) || query.has(PTZAction.moveY.name)
        let others = [
            PTZAction.stopParameter, PTZAction.zoom, PTZAction.focus, PTZAction.iris, PTZAction.callPreset,
            PTZAction.addPreset, PTZAction.deletePreset,
        ].filter { query.has($0.name) }
        guard others.count + (isMove ? 1 : 0) == 1, isMove || !query.has(PTZAction.speed.name) else { throw .parameters }
        if let axis = others.first.flatMap({ LensAxis(rawValue: $0.name) }), !axes.contains(axis) { throw .notSupported }
        self = try PTZAction.read(query)
    }

    private static func read(_ query: Query) throws(Fault) -> PTZAction {
        if try stopParameter.value(in: query) != nil { return .stop }
        let pan = try moveX.value(in: query)
        let tilt = try moveY.value(in: query)
        for (axis, parameter) in [(LensAxis.zoom, zoom), (.focus, focus), (.iris, iris)] {
            if let direction = try parameter.value(in: query) { return .lens(axis, direction: direction) }
        }
        if let preset = try callPreset.value(in: query) { return .call(preset: preset) }
        if let preset = try addPreset.value(in: query) { return .add(preset: preset) }
        if let preset = try deletePreset.value(in: query) { return .delete(preset: preset) }
        let speed = try speed.value(in: query) ?? defaultSpeed
        if (pan ?? 0) == 0 && (tilt ?? 0) == 0 { return .stop }
        return .move(pan: pan ?? 0, tilt: tilt ?? 0, speed: speed)
    }
}

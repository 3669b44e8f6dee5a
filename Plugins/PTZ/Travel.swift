import BoardDevices
import GatewayCore

/// Where `/cgi-bin/ptz_absolute` or `/cgi-bin/ptz_relative` wants head and lens.
struct Travel: Sendable, Equatable {
    /// Whether everything is a way from where it is now, not a place.
    let isRelative: Bool
    /// Degrees; nil for an axis that stays.
    let pan: Double?
    let tilt: Double?
    /// 0 to 1, or -1 to 1 for a way.
    let lens: [LensAxis: Double]
    /// Of the head, 1 to 10.
    let speed: Int

    /// Whether the head moves at all.
    var movesHead: Bool { pan != nil || tilt != nil }

    /// Where the head goes from where it is.
    func target(from now: HeadPosition) -> HeadPosition {
        if isRelative { return HeadPosition(pan: now.pan + (pan ?? 0), tilt: now.tilt + (tilt ?? 0)) }
        return HeadPosition(pan: pan ?? now.pan, tilt: tilt ?? now.tilt)
    }

    /// Where the axes of the lens go from where they are.
    func lensTargets(from now: [LensAxis: Double]) -> [LensAxis: Double] {
        guard isRelative else { return lens }
        var targets: [LensAxis: Double] = [:]
        for (axis, way) in lens { targets[axis] = (now[axis] ?? 0) + way }
        return targets
    }
}

extension Travel {
    /// The parameters of a travel on a board.
    struct Form: Sendable {
        let isRelative: Bool
        let pan: Parameter<Double>
        let tilt: Parameter<Double>
        let lens: [(axis: LensAxis, parameter: Parameter<Double>)]

        /// - Parameters:
        ///   - isRelative: whether places or ways are asked for.
        ///   - limits: where the head may go.
        ///   - axes: what the lens moves.
        init(isRelative: Bool, limits: HeadLimits, axes: Set<LensAxis>) {
            self.isRelative = isRelative
            let meaning = isRelative ? "degrees from here" : "degrees"
            pan = .decimal("pan", Form.range(limits.pan, isRelative), "\(meaning); right is positive")
            tilt = .decimal("tilt", Form.range(limits.tilt, isRelative), "\(meaning); up is positive")
            lens = LensAxis.allCases.filter(axes.contains).map { axis in
                (
                    axis,
                    .decimal(
                        axis.rawValue, Form.range(0...100, isRelative),
                        isRelative ? "percent of its way from here" : "percent of its way")
                )
            }
        }

        /// What may be sent.
        var parameters: [ParameterDescription] {
            [pan.description, tilt.description] + lens.map(\.parameter.description) + [PTZAction.speed.description]
        }

        private static func range(_ range: ClosedRange<Double>, _ isRelative: Bool) -> ClosedRange<Double> {
            let span = range.upperBound - range.lowerBound
            return isRelative ? -span...span : range
        }
    }

    /// Reads a request.
    ///
    /// - Throws: `error, parse parameters` if nothing moves, or `speed` stands without the head; `not supported` for an axis that the
    ///   lens does not have; the fault of the first bad value.
    init(_ query: Query, _ form: Form) throws(Fault) {
        isRelative = form.isRelative
        let axes = LensAxis.allCases.filter { query.has($0.rawValue) }
        let isHead = query.has(form.pan.name) || query.has(form.tilt.name)
        guard isHead || !axes.isEmpty, isHead || !query.has(PTZAction.speed.name) else { throw .parameters }
        for axis in axes where !form.lens.contains(where: { $0.axis == axis }) { throw .notSupported }
        pan = try form.pan.value(in: query)
        tilt = try form.tilt.value(in: query)
        var lens: [LensAxis: Double] = [:]
        for (axis, parameter) in form.lens {
            if let percent = try parameter.value(in: query) { lens[axis] = percent / 100 }
        }
        self.lens = lens
        speed = try PTZAction.speed.value(in: query) ?? PTZAction.defaultSpeed
    }
}

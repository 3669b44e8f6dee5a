import BoardDevices
import GatewayCore

/// How far the operator lets the head go, within what its mechanism can.
struct OperatorLimits: Sendable, Equatable {
    /// The sides that can be limited.
    enum Side: String, Sendable, CaseIterable {
        case left, right, down, up
    }

    /// Degrees; a side that is missing goes as far as the mechanism.
    var bounds: [Side: Double] = [:]

    /// The limits that hold on a head.
    ///
    /// - Returns: nil if nothing would be left between them.
    func within(_ limits: HeadLimits) -> HeadLimits? {
        guard let pan = Self.within(limits.pan, bounds[.left], bounds[.right]),
            let tilt = Self.within(limits.tilt, bounds[.down], bounds[.up])
        else { return nil }
        return HeadLimits(pan: pan, tilt: tilt)
    }

    private static func within(_ range: ClosedRange<Double>, _ low: Double?, _ high: Double?) -> ClosedRange<Double>? {
        let low = max(range.lowerBound, low ?? range.lowerBound)
        let high = min(range.upperBound, high ?? range.upperBound)
        return low < high ? low...high : nil
    }
}

extension OperatorLimits {
    /// The stored values; no requests are read by them.
    static func fields(_ mechanism: HeadLimits) -> [Field<OperatorLimits>] {
        [
            field(\.left, .left, mechanism), field(\.right, .right, mechanism), field(\.down, .down, mechanism),
            field(\.up, .up, mechanism),
        ]
    }

    private static func field(
        _ property: any WritableKeyPath<OperatorLimits, Double?> & Sendable, _ side: Side, _ mechanism: HeadLimits
    ) -> Field<OperatorLimits> {
        Field(property, name: side.rawValue, isConsistent: { $0.within(mechanism) != nil }) { _ in
            Parameter(
                side.rawValue, .text("degrees, or nothing"), "how far the head may go",
                parse: { text in text.isEmpty ? .some(nil) : Double(text).flatMap { $0.isFinite ? .some($0) : nil } },
                format: { $0.map { "\($0)" } ?? "" })
        }
    }

    private var left: Double? {
        get { bounds[.left] }
        set { bounds[.left] = newValue }
    }
    private var right: Double? {
        get { bounds[.right] }
        set { bounds[.right] = newValue }
    }
    private var down: Double? {
        get { bounds[.down] }
        set { bounds[.down] = newValue }
    }
    private var up: Double? {
        get { bounds[.up] }
        set { bounds[.up] = newValue }
    }
}

/// What a request to `/cgi-bin/ptz_limits` wants changed.
enum LimitChange: Sendable, Equatable {
    /// The head goes no further than where it is now.
    case set(OperatorLimits.Side)
    /// A side is as wide as the mechanism again; nil for all.
    case clear(OperatorLimits.Side?)

    static let set = Parameter<OperatorLimits.Side>.option("set", "the head goes no further on this side than where it is now")
    static let clear = Parameter<String>(
        "clear", .options(OperatorLimits.Side.allCases.map(\.rawValue) + ["all"]), "as far as the mechanism goes again",
        parse: { text in text == "all" || OperatorLimits.Side(rawValue: text) != nil ? text : nil }, format: { $0 })

    /// Reads a request.
    ///
    /// - Throws: `error, parse parameters` for both or none, the fault of a bad value.
    init(_ query: Query) throws(Fault) {
        guard query.has(LimitChange.set.name) != query.has(LimitChange.clear.name) else { throw .parameters }
        if let side = try LimitChange.set.value(in: query) {
            self = .set(side)
        } else {
            self = .clear(try LimitChange.clear.value(in: query).flatMap { OperatorLimits.Side(rawValue: $0) })
        }
    }
}

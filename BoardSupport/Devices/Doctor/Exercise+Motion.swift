extension Exercise {
    /// Asks where the head stands; it does not move.
    static let panTilt = Exercise(.panTilt, look)
    /// Asks where half of a head stands.
    static let headPart = Exercise(.headPart, look)

    private static func look(_ head: any PanTiltHead, _ examination: inout Examination) throws(DeviceFault) {
        let limits = head.limits
        let report = try head.report
        let bounds = "pan \(range(limits.pan)), tilt \(range(limits.tilt)) degrees"
        if let fault = report.fault { throw fault }
        guard let position = report.position else {
            return examination.note("\(bounds); cannot tell where it stands, \(head.memory == nil ? "no" : "its own") presets")
        }
        guard report.confidence != .unknown else {
            return examination.note("\(bounds); does not know where it stands until it has been homed")
        }
        examination.note("\(bounds); stands at \(decimal(position.pan)), \(decimal(position.tilt))")
        guard limits.contains(position) else {
            throw DeviceFault(
                .outOfRange, "stands outside its limits", remedy: "correct the limits in the board file, or home the head")
        }
    }

    /// Asks where the lens stands; it does not move.
    static let lens = Exercise(.lens) { (lens: any Lens, examination) throws(DeviceFault) in
        let axes = LensAxis.allCases.filter(lens.axes.contains)
        guard !axes.isEmpty else { throw DeviceFault(.unsupported, "has no axis") }
        let report = try lens.report
        if let fault = report.fault { throw fault }
        guard report.confidence != .unknown else {
            return examination.note("moves \(axes.map(\.rawValue).joined(separator: ", ")); does not know where they stand")
        }
        let places = axes.map { "\($0.rawValue) \(report.position[$0].map { "\(decimal($0 * 100)) %" } ?? "unknown")" }
        examination.note("stands at \(places.joined(separator: ", "))")
        if let stray = axes.first(where: { report.position[$0].map { !(0...1).contains($0) } ?? false }) {
            throw DeviceFault(.outOfRange, "\(stray.rawValue) stands outside 0 to 100 %")
        }
    }

    private static func range(_ range: ClosedRange<Double>) -> String {
        "\(decimal(range.lowerBound)) to \(decimal(range.upperBound))"
    }
}

extension Exercise {
    /// Asks where the head stands; it does not move.
    static let panTilt = Exercise(.panTilt) { (head: any PanTiltHead, examination) throws(DeviceFault) in
        let limits = head.limits
        let position = try head.position
        examination.note(
            "pan \(range(limits.pan)), tilt \(range(limits.tilt)) degrees; stands at \(decimal(position.pan)), \(decimal(position.tilt))"
        )
        guard limits.pan.contains(position.pan), limits.tilt.contains(position.tilt) else {
            throw DeviceFault(
                .outOfRange, "stands outside its limits", remedy: "correct the limits in the board file, or home the head")
        }
    }

    /// Asks where the lens stands; it does not move.
    static let lens = Exercise(.lens) { (lens: any Lens, examination) throws(DeviceFault) in
        let axes = LensAxis.allCases.filter(lens.axes.contains)
        guard !axes.isEmpty else { throw DeviceFault(.unsupported, "has no axis") }
        let position = try lens.position
        let places = axes.map { "\($0.rawValue) \(position[$0].map { "\(decimal($0 * 100)) %" } ?? "unknown")" }
        examination.note("stands at \(places.joined(separator: ", "))")
        if let stray = axes.first(where: { position[$0].map { !(0...1).contains($0) } ?? false }) {
            throw DeviceFault(.outOfRange, "\(stray.rawValue) stands outside 0 to 100 %")
        }
    }

    private static func range(_ range: ClosedRange<Double>) -> String {
        "\(decimal(range.lowerBound)) to \(decimal(range.upperBound))"
    }
}

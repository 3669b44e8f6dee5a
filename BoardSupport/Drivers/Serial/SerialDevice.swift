import BoardDevices

/// A head and a lens that share a serial line.
struct SerialDevice: Ensemble, ClosableDevice {
    let head: any PanTiltHead
    let lens: (any Lens)?
    /// The line, unless there is none.
    var line: SerialLine?

    func close() { line?.close() }

    func player(of role: String) -> (any Sendable)? {
        switch role {
        case Role<any Lens>.lens.name: lens
        default: head
        }
    }

    /// The roles that such a device can play.
    static let roles: Set<String> = [
        Role<any PanTiltHead>.panTilt.name, Role<any PanTiltHead>.headPart.name, Role<any Lens>.lens.name,
    ]
}

extension ConfigSection {
    /// The range `LOW..HIGH` of degrees under `key`.
    func degrees(
        _ key: String, within bounds: ClosedRange<Double>, default fallback: ClosedRange<Double>
    ) -> ClosedRange<Double> {
        guard let text = text(key) else { return fallback }
        let dots = text.utf8.indices.first { text.utf8[$0...].starts(with: "..".utf8) }
        if let dots, let low = Double(String(text[..<dots])),
            let high = Double(String(text[text.utf8.index(dots, offsetBy: 2)...])), low < high,
            bounds.contains(low), bounds.contains(high)
        {
            return low...high
        }
        problem(key, "expected LOW..HIGH in degrees within \(bounds.lowerBound) to \(bounds.upperBound), found \"\(text)\"")
        return fallback
    }

    /// The axes that a lens has.
    func axes(default fallback: Set<LensAxis>) -> Set<LensAxis> {
        var axes: Set<LensAxis> = []
        for name in texts("axes") {
            guard let axis = LensAxis(rawValue: name) else {
                problem("axes", "expected zoom, focus or iris, found \"\(name)\"")
                continue
            }
            if !axes.insert(axis).inserted { problem("axes", "\(name) stands here a second time") }
        }
        return axes.isEmpty ? fallback : axes
    }
}

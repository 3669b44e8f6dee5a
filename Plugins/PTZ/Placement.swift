import BoardDevices

/// Where head and lens stand: what a preset remembers.
struct Placement: Sendable, Equatable {
    /// Where the head points, in degrees.
    var head: HeadPosition
    /// Where each axis of the lens stands, 0 to 1.
    var lens: [LensAxis: Double]
}

extension Placement {
    /// `pan=10.5 tilt=-3.0 zoom=0.5`, as the store keeps it.
    var stored: String {
        let axes = LensAxis.allCases.compactMap { axis in lens[axis].map { "\(axis.rawValue)=\($0)" } }
        return (["pan=\(head.pan)", "tilt=\(head.tilt)"] + axes).joined(separator: " ")
    }

    /// The placement that ``stored`` made the text of, or nil for another text.
    init?(stored text: String) {
        var values: [String: Double] = [:]
        for part in text.split(separator: " ") {
            let pair = part.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
            guard pair.count == 2, let value = Double(pair[1]), value.isFinite, values[pair[0]] == nil else { return nil }
            values[pair[0]] = value
        }
        guard let pan = values.removeValue(forKey: "pan"), let tilt = values.removeValue(forKey: "tilt") else { return nil }
        head = HeadPosition(pan: pan, tilt: tilt)
        lens = [:]
        for (name, value) in values {
            guard let axis = LensAxis(rawValue: name) else { return nil }
            lens[axis] = value
        }
    }
}

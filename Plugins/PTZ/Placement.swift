import BoardDevices

/// Where head and lens stand: what a preset remembers.
struct Placement: Sendable, Equatable {
    /// Where the head points, in degrees; nil for a preset that the head keeps itself.
    var head: HeadPosition?
    /// Where each axis of the lens stands, 0 to 1.
    var lens: [LensAxis: Double]
}

extension Placement {
    /// Says in the store that the head keeps the place itself.
    private static let own = "own"

    /// `pan=10.5 tilt=-3.0 zoom=0.5`, as the store keeps it.
    var stored: String {
        ([head.map(\.stored) ?? Placement.own, LensAxis.stored(lens)]).filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// The placement that ``stored`` made the text of, or nil for another text.
    init?(stored text: String) {
        let words = text.split(separator: " ").map(String.init)
        let isOwn = words.first == Placement.own
        guard var values = Placement.values(of: isOwn ? Array(words.dropFirst()) : words) else { return nil }
        head = nil
        if !isOwn {
            guard let pan = values.removeValue(forKey: "pan"), let tilt = values.removeValue(forKey: "tilt") else { return nil }
            head = HeadPosition(pan: pan, tilt: tilt)
        }
        guard let lens = LensAxis.places(values) else { return nil }
        self.lens = lens
    }

    /// The numbers of words such as `pan=10.5`, or nil if one is no such word.
    static func values(of words: [String]) -> [String: Double]? {
        var values: [String: Double] = [:]
        for word in words {
            let pair = word.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
            guard pair.count == 2, let value = Double(pair[1]), value.isFinite, values[pair[0]] == nil else { return nil }
            values[pair[0]] = value
        }
        return values
    }
}

extension HeadPosition {
    /// `pan=10.5 tilt=-3.0`, as the store keeps it.
    var stored: String { "pan=\(pan) tilt=\(tilt)" }

    /// The position that ``stored`` made the text of, or nil for another text.
    init?(stored text: String) {
        guard let values = Placement.values(of: text.split(separator: " ").map(String.init)), values.count == 2,
            let pan = values["pan"], let tilt = values["tilt"]
        else { return nil }
        self.init(pan: pan, tilt: tilt)
    }
}

extension LensAxis {
    /// `zoom=0.5 focus=1.0`, as the store keeps it.
    static func stored(_ lens: [LensAxis: Double]) -> String {
        allCases.compactMap { axis in lens[axis].map { "\(axis.rawValue)=\($0)" } }.joined(separator: " ")
    }

    /// The places that ``stored(_:)`` made the text of, or nil for another text.
    static func places(stored text: String) -> [LensAxis: Double]? {
        Placement.values(of: text.split(separator: " ").map(String.init)).flatMap { places($0) }
    }

    fileprivate static func places(_ values: [String: Double]) -> [LensAxis: Double]? {
        var lens: [LensAxis: Double] = [:]
        for (name, value) in values {
            guard let axis = LensAxis(rawValue: name) else { return nil }
            lens[axis] = value
        }
        return lens
    }
}

import BoardDevices
import MediaCore

/// What differs between VISCA heads and lenses.
struct ViscaRanges: Sendable, Hashable {
    /// Counts of a degree.
    let panCounts: Double
    let tiltCounts: Double
    /// The fastest speeds that the head knows.
    let panSpeed: Int
    let tiltSpeed: Int
    /// Where each axis of the lens is at 0 and at 1.
    let lens: [LensAxis: ClosedRange<Int>]
}

/// A VISCA head with its lens.
final class ViscaLine: HeadLine, LensLine {
    let axes: Set<LensAxis>
    let measured: Set<LensAxis>
    let stepped: Set<LensAxis>

    private let talk: ViscaTalk
    private let ranges: ViscaRanges

    /// A device that answers already.
    init(_ talk: ViscaTalk, _ ranges: ViscaRanges, axes: Set<LensAxis>) {
        self.talk = talk
        self.ranges = ranges
        self.axes = axes
        measured = axes
        stepped = axes.intersection([.iris])
    }

    /// VISCA has no check sum: a place counts when the head says it twice, or nearly so while it moves.
    func position() throws(DeviceFault) -> HeadPosition {
        let answer = try talk.askTwice([0x09, 0x06, 0x12], count: 8) { first, second in
            let (one, other) = (place(first), place(second))
            return abs(one.pan - other.pan) <= 5 && abs(one.tilt - other.tilt) <= 5
        }
        return place(answer)
    }

    private func place(_ answer: [UInt8]) -> HeadPosition {
        let (pan, tilt) = (Visca.signed(answer.prefix(4)) ?? 0, Visca.signed(answer.suffix(4)) ?? 0)
        return HeadPosition(pan: Double(pan) / ranges.panCounts, tilt: Double(tilt) / ranges.tiltCounts)
    }

    func turn(pan: Int, tilt: Int, speed: Int, if isValid: Permit) throws(DeviceFault) {
        let directions: [UInt8] = [pan < 0 ? 1 : pan > 0 ? 2 : 3, tilt > 0 ? 1 : tilt < 0 ? 2 : 3]
        try talk.command([0x01, 0x06, 0x01] + speeds(speed) + directions, .motion, if: isValid)
    }

    func go(to position: HeadPosition, speed: Int, if isValid: Permit) throws(DeviceFault) {
        let place =
            Visca.nibbles(count(position.pan, ranges.panCounts)) + Visca.nibbles(count(position.tilt, ranges.tiltCounts))
        try talk.command([0x01, 0x06, 0x02] + speeds(speed) + place, .motion, if: isValid)
    }

    func seekReference(if isValid: Permit) throws(DeviceFault) {
        try talk.command([0x01, 0x06, 0x05], .motion, if: isValid)
    }

    func halt() throws(DeviceFault) {
        try talk.halt([[0x01, 0x06, 0x01] + speeds(1) + [3, 3]])
    }

    func position(of axis: LensAxis) throws(DeviceFault) -> Double {
        let answer = try talk.ask([0x09, 0x04, axis.place], count: 4)
        guard let range = ranges.lens[axis], let value = Visca.number(answer) else { return 0 }
        return min(1, max(0, Double(value - range.lowerBound) / Double(range.upperBound - range.lowerBound)))
    }

    func turn(_ axis: LensAxis, _ direction: Int, if isValid: Permit) throws(DeviceFault) {
        try takeOver(axis, if: isValid)
        let way: UInt8
        switch axis {
        case .zoom, .iris: way = direction > 0 ? 2 : 3
        case .focus: way = direction > 0 ? 3 : 2
        }
        try talk.command([0x01, 0x04, axis.motor, way], if: isValid)
    }

    func go(_ axis: LensAxis, to place: Double, if isValid: Permit) throws(DeviceFault) {
        guard let range = ranges.lens[axis] else { return }
        try takeOver(axis, if: isValid)
        let value = range.lowerBound + Int((place * Double(range.upperBound - range.lowerBound)).rounded())
        try talk.command([0x01, 0x04, axis.place] + Visca.nibbles(value), if: isValid)
    }

    func haltLens() throws(DeviceFault) {
        try talk.halt(LensAxis.allCases.filter { axes.contains($0) && $0 != .iris }.map { [0x01, 0x04, $0.motor, 0] })
    }

    /// Focus and iris obey only once the device does not set them itself.
    private func takeOver(_ axis: LensAxis, if isValid: Permit) throws(DeviceFault) {
        switch axis {
        case .zoom: break
        case .focus: try talk.command([0x01, 0x04, 0x38, 0x03], if: isValid)
        case .iris: try talk.command([0x01, 0x04, 0x39, 0x03], if: isValid)
        }
    }

    private func speeds(_ speed: Int) -> [UInt8] {
        [speed.speed(of: ranges.panSpeed), speed.speed(of: ranges.tiltSpeed)]
    }

    private func count(_ degrees: Double, _ counts: Double) -> Int {
        Int(max(-32_768, min(32_767, (degrees * counts).rounded())))
    }
}

extension LensAxis {
    /// The command that drives the axis.
    fileprivate var motor: UInt8 {
        switch self {
        case .zoom: 0x07
        case .focus: 0x08
        case .iris: 0x0b
        }
    }

    /// The command that sends the axis to a place, and the question where it is.
    fileprivate var place: UInt8 {
        switch self {
        case .zoom: 0x47
        case .focus: 0x48
        case .iris: 0x4b
        }
    }
}

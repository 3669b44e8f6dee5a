public import BoardDevices

/// What every pan and tilt head promises, simulated or real.
///
/// The head is moved about its whole range: a real one must stand free.
public struct PanTiltHeadConformance: Sendable {
    private let head: any PanTiltHead
    private let tolerance: Double
    private let advance: @Sendable (Duration) async throws -> Void

    /// A check of a head.
    ///
    /// - Parameters:
    ///   - head: the head.
    ///   - tolerance: how far from a place it may stop, in degrees.
    ///   - advance: lets time pass: moves a clock by hand, or sleeps in front of a real head.
    public init(
        _ head: any PanTiltHead, tolerance: Double = 0.5, advance: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.head = head
        self.tolerance = tolerance
        self.advance = advance
    }

    /// The promises that the head breaks, in words.
    ///
    /// - Throws: a command that should have worked failed.
    public func violations() async throws -> [String] {
        var promises = Promises()
        let limits = head.limits
        let middle = HeadPosition(pan: limits.pan.middle, tilt: limits.tilt.middle)
        try await goes(to: middle, near: middle, "goes to the middle", &promises)
        for (pan, tilt) in [(1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, -1), (1, -1), (-1, 1)] {
            try await drives(pan, tilt, from: middle, &promises)
        }
        try await changesDirection(from: middle, &promises)
        try await isFaster(from: middle, &promises)
        try await staysInside(&promises)
        try await refusesNonsense(from: middle, &promises)
        return promises.broken
    }

    private func goes(
        to place: HeadPosition, near expected: HeadPosition, _ promise: String, _ promises: inout Promises
    ) async throws {
        try head.go(to: place, speed: 10)
        try await settle()
        let now = try head.position
        promises.hold(isNear(now, expected), "\(promise): \(expected.words), stands at \(now.words)")
    }

    private func drives(_ pan: Int, _ tilt: Int, from middle: HeadPosition, _ promises: inout Promises) async throws {
        try await goes(to: middle, near: middle, "goes back to the middle", &promises)
        let before = try head.position
        try head.drive(pan: pan, tilt: tilt, speed: 5)
        try await advance(.milliseconds(500))
        try head.stop()
        let stopped = try head.position
        promises.hold(
            follows(stopped.pan - before.pan, pan) && follows(stopped.tilt - before.tilt, tilt),
            "drives (\(pan), \(tilt)): came from \(before.words) to \(stopped.words)")
        try await advance(.seconds(1))
        promises.hold(isNear(try head.position, stopped), "stands still after a stop")
        try head.stop()
        promises.hold(isNear(try head.position, stopped), "a second stop does nothing")
    }

    private func changesDirection(from middle: HeadPosition, _ promises: inout Promises) async throws {
        try await goes(to: middle, near: middle, "goes back to the middle", &promises)
        try head.drive(pan: 1, tilt: 1, speed: 5)
        try await advance(.milliseconds(500))
        let turning = try head.position
        try head.drive(pan: -1, tilt: 0, speed: 5)
        try await advance(.milliseconds(500))
        let later = try head.position
        try head.stop()
        promises.hold(later.pan < turning.pan - tolerance, "another drive takes the place of the one under way")
        promises.hold(abs(later.tilt - turning.tilt) <= tolerance, "an axis that the new drive does not name stops")
    }

    private func isFaster(from middle: HeadPosition, _ promises: inout Promises) async throws {
        var ways: [Double] = []
        for speed in [1, 10] {
            try await goes(to: middle, near: middle, "goes back to the middle", &promises)
            try head.drive(pan: 1, tilt: 0, speed: speed)
            try await advance(.milliseconds(500))
            try head.stop()
            ways.append(try head.position.pan - middle.pan)
        }
        promises.hold(ways[1] > ways[0], "speed 10 is faster than speed 1: \(ways[1]) and \(ways[0]) degrees")
    }

    private func staysInside(_ promises: inout Promises) async throws {
        let limits = head.limits
        let corner = HeadPosition(pan: limits.pan.upperBound, tilt: limits.tilt.lowerBound)
        let beyond = HeadPosition(pan: corner.pan + 1_000, tilt: corner.tilt - 1_000)
        try await goes(to: beyond, near: corner, "goes no further than its limits", &promises)
        try head.drive(pan: -1, tilt: 1, speed: 10)
        try await settle()
        let other = HeadPosition(pan: limits.pan.lowerBound, tilt: limits.tilt.upperBound)
        let now = try head.position
        promises.hold(isNear(now, other), "drives to its limits and no further: \(other.words), stands at \(now.words)")
        try head.stop()
    }

    private func refusesNonsense(from middle: HeadPosition, _ promises: inout Promises) async throws {
        try await goes(to: middle, near: middle, "goes back to the middle", &promises)
        for (pan, tilt, speed) in [(2, 0, 5), (0, -2, 5), (1, 0, 0), (1, 0, 11), (1, 0, .min), (.max, 1, 5)] {
            promises.refused(.outOfRange, "refuses to drive (\(pan), \(tilt)) at speed \(speed)") { () throws(DeviceFault) in
                try head.drive(pan: pan, tilt: tilt, speed: speed)
            }
        }
        for place in [HeadPosition(pan: .nan, tilt: 0), HeadPosition(pan: 0, tilt: .infinity)] {
            promises.refused(.outOfRange, "refuses to go to \(place.words)") { () throws(DeviceFault) in
                try head.go(to: place, speed: 5)
            }
        }
        promises.refused(.outOfRange, "refuses to go at speed 11") { () throws(DeviceFault) in
            try head.go(to: middle, speed: 11)
        }
        try await advance(.milliseconds(500))
        promises.hold(isNear(try head.position, middle), "stands still after refused commands")
    }

    /// Lets time pass until the head stands still, at most two minutes.
    private func settle() async throws {
        var before = try head.position
        for _ in 0..<240 {
            try await advance(.milliseconds(500))
            let now = try head.position
            if now == before { return }
            before = now
        }
    }

    private func follows(_ way: Double, _ direction: Int) -> Bool {
        direction == 0 ? abs(way) <= tolerance : way * Double(direction) > tolerance
    }

    private func isNear(_ place: HeadPosition, _ other: HeadPosition) -> Bool {
        abs(place.pan - other.pan) <= tolerance && abs(place.tilt - other.tilt) <= tolerance
    }
}

extension HeadPosition {
    fileprivate var words: String { "(\(pan), \(tilt))" }
}

extension ClosedRange<Double> {
    fileprivate var middle: Double { (lowerBound + upperBound) / 2 }
}

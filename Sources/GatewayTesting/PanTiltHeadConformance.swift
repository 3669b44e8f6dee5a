public import BoardDevices
import MediaCore

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
        guard try head.report.position != nil else { return try await violationsOfBlind() }
        let middle = HeadPosition(pan: limits.pan.middle, tilt: limits.tilt.middle)
        try await homes(&promises)
        try await goes(to: middle, near: middle, "goes to the middle", &promises)
        for (pan, tilt) in [(1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, -1), (1, -1), (-1, 1)] {
            try await drives(pan, tilt, from: middle, &promises)
        }
        try await changesDirection(from: middle, &promises)
        try await isFaster(from: middle, &promises)
        try await staysInside(&promises)
        try await staysConfined(&promises)
        try await refusesNonsense(from: middle, &promises)
        try await believes(&promises)
        try await stopsFromAnotherThread(&promises)
        return promises.broken
    }

    /// What a head that cannot tell where it is promises all the same.
    private func violationsOfBlind() async throws -> [String] {
        var promises = Promises()
        promises.hold(!head.measuresPosition, "a head that cannot tell where it is does not measure")
        promises.hold(try head.report.confidence == .unknown, "a head that cannot tell where it is does not know")
        promises.refused(.unsupported, "refuses to go where it could not tell") { () throws(DeviceFault) in
            try head.go(to: HeadPosition(pan: head.limits.pan.middle, tilt: head.limits.tilt.middle), speed: 5)
        }
        try head.drive(pan: 1, tilt: 0, speed: 5)
        promises.hold(try head.report.isMoving, "moves after a drive")
        try head.stop()
        promises.hold(try !head.report.isMoving, "stands still after a stop")
        if let memory = head.memory {
            try memory.store(1)
            try memory.recall(1)
            try head.stop()
            try memory.clear(1)
        }
        refusesDirections(&promises)
        try await stopsFromAnotherThread(&promises)
        return promises.broken
    }

    private func homes(_ promises: inout Promises) async throws {
        do throws(DeviceFault) {
            try head.home()
        } catch {
            guard error.kind == .unsupported else { throw error }
            return promises.hold(head.measuresPosition, "a head without a reference measures, or cannot tell where it is")
        }
        try await settle()
        let report = try head.report
        promises.hold(report.confidence == .homed && !report.isMoving, "has found its reference: \(report)")
        promises.hold(report.fault == nil, "finds its reference without a fault")
        promises.hold(report.position.map(head.limits.contains) ?? false, "has its reference within its limits")
        // A search that a stop ended has found nothing.
        try head.go(to: HeadPosition(pan: head.limits.pan.upperBound, tilt: head.limits.tilt.upperBound), speed: 10)
        try await settle()
        try head.home()
        promises.hold(
            try head.measuresPosition || head.report.confidence == .unknown, "does not know where it is while it homes")
        try head.stop()
        promises.hold(try !head.report.isMoving, "stops on its way to the reference")
        try head.home()
        try await settle()
        promises.hold(try head.report.confidence == .homed, "has found its reference after all")
    }

    private func believes(_ promises: inout Promises) async throws {
        let before = try position()
        let place = HeadPosition(pan: before.pan + 1, tilt: before.tilt)
        try head.trust(place)
        let report = try head.report
        if head.measuresPosition {
            promises.hold(report.confidence == .homed, "a head that measures needs no trust")
            promises.hold(report.position.map { isNear($0, before) } ?? false, "a head that measures believes nobody")
        } else {
            promises.hold(report.confidence == .known, "knows what it was told")
            promises.hold(report.position.map { isNear($0, place) } ?? false, "stands where it was told")
            try head.trust(before)
        }
        promises.hold(!report.isMoving, "moves nowhere when it is told")
        promises.refused(.outOfRange, "refuses to stand at no number") { () throws(DeviceFault) in
            try head.trust(HeadPosition(pan: .nan, tilt: 0))
        }
    }

    private func staysConfined(_ promises: inout Promises) async throws {
        let limits = head.limits
        let middle = HeadPosition(pan: limits.pan.middle, tilt: limits.tilt.middle)
        try await goes(to: middle, near: middle, "goes back to the middle", &promises)
        let narrow = HeadLimits(
            pan: limits.pan.lowerBound...limits.pan.quarter, tilt: limits.tilt.quarter...limits.tilt.upperBound)
        do throws(DeviceFault) {
            try head.confine(to: narrow)
        } catch {
            guard error.kind == .unsupported else { throw error }
            return
        }
        try head.drive(pan: 1, tilt: 0, speed: 10)
        try await settle()
        promises.hold(isNear(try position(), middle), "moves no further out than it was confined to")
        try head.drive(pan: -1, tilt: -1, speed: 10)
        try await settle()
        let corner = HeadPosition(pan: limits.pan.lowerBound, tilt: limits.tilt.quarter)
        promises.hold(isNear(try position(), corner), "drives to where it was confined: \(corner.words)")
        let beyond = HeadPosition(pan: limits.pan.upperBound, tilt: limits.tilt.lowerBound)
        let nearest = HeadPosition(pan: limits.pan.quarter, tilt: limits.tilt.quarter)
        try await goes(to: beyond, near: nearest, "goes no further than it was confined to", &promises)
        try head.confine(to: limits)
        try await goes(to: beyond, near: beyond, "is set free again", &promises)
    }

    private func stopsFromAnotherThread(_ promises: inout Promises) async throws {
        try head.drive(pan: -1, tilt: 0, speed: 5)
        let head = head
        let failure = await withCheckedContinuation { continuation in
            _ = BackgroundThread(name: "stop") {
                do throws(DeviceFault) {
                    try head.stop()
                    continuation.resume(returning: DeviceFault?.none)
                } catch {
                    continuation.resume(returning: error)
                }
            }
        }
        promises.hold(failure == nil, "stops from another thread: \(failure?.description ?? "")")
        promises.hold(try !head.report.isMoving, "stands still after a stop from another thread")
    }

    private func position() throws -> HeadPosition {
        guard let position = try head.report.position else {
            throw ConformanceFailure("a head that tells where it is tells it always")
        }
        return position
    }

    private func goes(
        to place: HeadPosition, near expected: HeadPosition, _ promise: String, _ promises: inout Promises
    ) async throws {
        try head.go(to: place, speed: 10)
        try await settle()
        let now = try position()
        promises.hold(isNear(now, expected), "\(promise): \(expected.words), stands at \(now.words)")
    }

    private func drives(_ pan: Int, _ tilt: Int, from middle: HeadPosition, _ promises: inout Promises) async throws {
        try await goes(to: middle, near: middle, "goes back to the middle", &promises)
        let before = try position()
        try head.drive(pan: pan, tilt: tilt, speed: 5)
        try await advance(.milliseconds(500))
        try head.stop()
        let stopped = try position()
        promises.hold(
            follows(stopped.pan - before.pan, pan) && follows(stopped.tilt - before.tilt, tilt),
            "drives (\(pan), \(tilt)): came from \(before.words) to \(stopped.words)")
        try await advance(.seconds(1))
        promises.hold(isNear(try position(), stopped), "stands still after a stop")
        try head.stop()
        promises.hold(isNear(try position(), stopped), "a second stop does nothing")
    }

    private func changesDirection(from middle: HeadPosition, _ promises: inout Promises) async throws {
        try await goes(to: middle, near: middle, "goes back to the middle", &promises)
        try head.drive(pan: 1, tilt: 1, speed: 5)
        try await advance(.milliseconds(500))
        let turning = try position()
        try head.drive(pan: -1, tilt: 0, speed: 5)
        try await advance(.milliseconds(500))
        let later = try position()
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
            ways.append(try position().pan - middle.pan)
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
        let now = try position()
        promises.hold(isNear(now, other), "drives to its limits and no further: \(other.words), stands at \(now.words)")
        try head.stop()
    }

    private func refusesNonsense(from middle: HeadPosition, _ promises: inout Promises) async throws {
        try await goes(to: middle, near: middle, "goes back to the middle", &promises)
        refusesDirections(&promises)
        for place in [HeadPosition(pan: .nan, tilt: 0), HeadPosition(pan: 0, tilt: .infinity)] {
            promises.refused(.outOfRange, "refuses to go to \(place.words)") { () throws(DeviceFault) in
                try head.go(to: place, speed: 5)
            }
        }
        promises.refused(.outOfRange, "refuses to go at speed 11") { () throws(DeviceFault) in
            try head.go(to: middle, speed: 11)
        }
        try await advance(.milliseconds(500))
        promises.hold(isNear(try position(), middle), "stands still after refused commands")
    }

    private func refusesDirections(_ promises: inout Promises) {
        for (pan, tilt, speed) in [(2, 0, 5), (0, -2, 5), (1, 0, 0), (1, 0, 11), (1, 0, .min), (.max, 1, 5)] {
            promises.refused(.outOfRange, "refuses to drive (\(pan), \(tilt)) at speed \(speed)") { () throws(DeviceFault) in
                try head.drive(pan: pan, tilt: tilt, speed: speed)
            }
        }
    }

    /// Lets time pass until the head stands still, at most two minutes.
    private func settle() async throws {
        for _ in 0..<240 {
            try await advance(.milliseconds(500))
            if try !head.report.isMoving { return }
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
    fileprivate var quarter: Double { (3 * lowerBound + upperBound) / 4 }
}

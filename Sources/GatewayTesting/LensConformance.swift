public import BoardDevices

/// What every motorised lens promises, simulated or real.
public struct LensConformance: Sendable {
    private let lens: any Lens
    private let tolerance: Double
    private let advance: @Sendable (Duration) async throws -> Void

    /// A check of a lens.
    ///
    /// - Parameters:
    ///   - lens: the lens.
    ///   - tolerance: how far from a place an axis may stop, as a part of its range.
    ///   - advance: lets time pass: moves a clock by hand, or sleeps in front of a real lens.
    public init(
        _ lens: any Lens, tolerance: Double = 0.02, advance: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.lens = lens
        self.tolerance = tolerance
        self.advance = advance
    }

    /// The promises that the lens breaks, in words.
    ///
    /// - Throws: a command that should have worked failed.
    public func violations() async throws -> [String] {
        var promises = Promises()
        promises.hold(!lens.axes.isEmpty, "has an axis")
        try await homes(&promises)
        let sighted = Set(try lens.report.position.keys)
        promises.hold(sighted.isSubset(of: lens.axes), "knows the position of no axis that it does not have")
        for axis in LensAxis.allCases {
            guard lens.axes.contains(axis) else {
                refusesAbsent(axis, &promises)
                continue
            }
            guard sighted.contains(axis) else {
                try isBlind(axis, &promises)
                continue
            }
            try await goes(axis, to: 0.5, expecting: 0.5, &promises)
            try await drives(axis, &promises)
            try await goes(axis, to: 0.25, expecting: 0.25, &promises)
            try await goes(axis, to: 7, expecting: 1, &promises)
            try await goes(axis, to: -7, expecting: 0, &promises)
            try await reachesEnds(axis, &promises)
            try await refusesNonsense(axis, &promises)
        }
        if !sighted.isEmpty { try believes(&promises) }
        return promises.broken
    }

    private func homes(_ promises: inout Promises) async throws {
        do throws(DeviceFault) {
            try lens.home()
        } catch {
            guard error.kind == .unsupported else { throw error }
            return
        }
        try await settle()
        let report = try lens.report
        promises.hold(report.confidence == .homed && !report.isMoving, "has found its references: \(report)")
        promises.hold(report.fault == nil, "finds its references without a fault")
    }

    /// What an axis that cannot tell where it stands promises all the same.
    private func isBlind(_ axis: LensAxis, _ promises: inout Promises) throws {
        for direction in [1, -1] {
            try lens.drive(axis, direction: direction)
            promises.hold(try lens.report.isMoving, "\(axis.rawValue) moves after a drive")
            try lens.stop()
            promises.hold(try !lens.report.isMoving, "\(axis.rawValue) stands still after a stop")
        }
        promises.refused(.unsupported, "refuses to send \(axis.rawValue) where it could not tell") { () throws(DeviceFault) in
            try lens.go(axis, to: 0.5)
        }
        promises.refused(.outOfRange, "refuses to drive \(axis.rawValue) by 2") { () throws(DeviceFault) in
            try lens.drive(axis, direction: 2)
        }
    }

    private func believes(_ promises: inout Promises) throws {
        let before = try lens.report.position
        let place = before.mapValues { $0 < 0.5 ? $0 + 0.1 : $0 - 0.1 }
        try lens.trust(place)
        let report = try lens.report
        promises.hold(!report.isMoving, "moves nowhere when it is told where it stands")
        promises.hold(
            report.confidence == (lens.measuresPosition ? .homed : .known), "knows what it was told, or measures: \(report)")
        for (axis, expected) in lens.measuresPosition ? before : place {
            promises.hold(
                abs((report.position[axis] ?? .nan) - expected) <= tolerance, "\(axis.rawValue) stands where it was told")
        }
        if !lens.measuresPosition { try lens.trust(before) }
    }

    private func goes(
        _ axis: LensAxis, to place: Double, expecting expected: Double, _ promises: inout Promises
    ) async throws {
        try lens.go(axis, to: place)
        try await settle()
        let now = try position(axis)
        promises.hold(
            abs(now - expected) <= tolerance, "\(axis.rawValue) sent to \(place) stands at \(expected), not at \(now)")
    }

    private func drives(_ axis: LensAxis, _ promises: inout Promises) async throws {
        let others = try lens.report.position.filter { $0.key != axis }
        for direction in [1, -1] {
            let before = try position(axis)
            try lens.drive(axis, direction: direction)
            try await advance(.milliseconds(500))
            try lens.stop()
            let stopped = try position(axis)
            promises.hold(
                (stopped - before) * Double(direction) > 0, "\(axis.rawValue) driven by \(direction) came to \(stopped)")
            try await advance(.seconds(1))
            promises.hold(abs(try position(axis) - stopped) <= tolerance, "\(axis.rawValue) stands still after a stop")
        }
        promises.hold(try lens.report.position.filter { $0.key != axis } == others, "\(axis.rawValue) moves no other axis")
    }

    private func reachesEnds(_ axis: LensAxis, _ promises: inout Promises) async throws {
        for (direction, end) in [(1, 1.0), (-1, 0.0)] {
            try lens.drive(axis, direction: direction)
            try await settle()
            promises.hold(abs(try position(axis) - end) <= tolerance, "\(axis.rawValue) driven by \(direction) ends at \(end)")
        }
        try lens.stop()
    }

    private func refusesNonsense(_ axis: LensAxis, _ promises: inout Promises) async throws {
        let before = try lens.report.position
        for direction in [0, 2, -2, .max, .min] {
            promises.refused(.outOfRange, "refuses to drive \(axis.rawValue) by \(direction)") { () throws(DeviceFault) in
                try lens.drive(axis, direction: direction)
            }
        }
        promises.refused(.outOfRange, "refuses to send \(axis.rawValue) to no number") { () throws(DeviceFault) in
            try lens.go(axis, to: .nan)
        }
        try await advance(.milliseconds(500))
        promises.hold(try lens.report.position == before, "\(axis.rawValue) stands still after refused commands")
    }

    private func refusesAbsent(_ axis: LensAxis, _ promises: inout Promises) {
        promises.refused(.unsupported, "has no \(axis.rawValue) to drive") { () throws(DeviceFault) in
            try lens.drive(axis, direction: 1)
        }
        promises.refused(.unsupported, "has no \(axis.rawValue) to send anywhere") { () throws(DeviceFault) in
            try lens.go(axis, to: 0.5)
        }
    }

    /// Lets time pass until the lens stands still, at most a minute.
    private func settle() async throws {
        for _ in 0..<120 {
            try await advance(.milliseconds(500))
            if try !lens.report.isMoving { return }
        }
    }

    private func position(_ axis: LensAxis) throws(DeviceFault) -> Double {
        try lens.report.position[axis] ?? .nan
    }
}

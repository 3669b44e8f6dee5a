public import BoardDevices

/// What every wall clock promises, simulated or real. It steps the clock and puts it back, so a real one needs the right to that.
public struct SystemClockConformance: Sendable {
    private let clock: any SystemClock
    private let tolerance: Int64

    /// A check of a clock.
    ///
    /// - Parameters:
    ///   - clock: the clock.
    ///   - tolerance: how much may pass between two calls, in milliseconds.
    public init(_ clock: any SystemClock, tolerance: Int64 = 5_000) {
        self.clock = clock
        self.tolerance = tolerance
    }

    /// The promises that the clock breaks, in words.
    ///
    /// - Throws: a command that should have worked failed.
    public func violations() throws -> [String] {
        var promises = Promises()
        try clock.setSynchronisation(.none)
        let start = clock.millisecondsSince1970
        promises.hold(start > 0, "tells a time after 1970")
        promises.hold(isNear(clock.millisecondsSince1970, start), "goes on at the pace of time")
        for time: Int64 in [1_512_000_000_000, 0, 4_102_444_799_999, 2_147_483_648_000] {
            try clock.set(millisecondsSince1970: time)
            promises.hold(isNear(clock.millisecondsSince1970, time), "set to \(time) tells that time")
        }
        try clock.setSynchronisation(.none)
        promises.hold(isNear(clock.millisecondsSince1970, 2_147_483_648_000), "running free it stays where it was set")
        try clock.set(millisecondsSince1970: start)
        promises.hold(isNear(clock.millisecondsSince1970, start), "can be put back")
        return promises.broken
    }

    private func isNear(_ time: Int64, _ expected: Int64) -> Bool { (expected...expected + tolerance).contains(time) }
}

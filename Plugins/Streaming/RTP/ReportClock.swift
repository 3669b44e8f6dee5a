import MediaCore

/// Notices when the wall clock is set: what earlier sender reports said of it is wrong from then on.
struct ReportClock {
    /// A tenth of a second in units of NTP time stamps; a clock that is slewed moves by less in a second.
    private static let tolerance: UInt64 = 429_496_729

    /// Wall-clock time less monotonic time, modulo the range of NTP time stamps.
    private var offset: UInt64?

    /// Whether the wall clock was set since the last call that said so, or since the first.
    ///
    /// - Parameter ntp: the wall clock at the monotonic `instant`.
    mutating func hasStepped(_ ntp: UInt64, at instant: MonotonicInstant) -> Bool {
        let (seconds, rest) = instant.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        let monotonic =
            UInt64(truncatingIfNeeded: seconds) << 32 &+ (UInt64(truncatingIfNeeded: rest) << 32) / 1_000_000_000
        let found = ntp &- monotonic
        guard let known = offset else {
            offset = found
            return false
        }
        guard min(found &- known, known &- found) > ReportClock.tolerance else { return false }
        offset = found
        return true
    }
}

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The machine's wall clock, for display, file names and RTCP only: it jumps whenever somebody sets it.
public enum WallClock {
    /// Milliseconds since 1970-01-01 00:00 UTC.
    public static var millisecondsSince1970: Int64 {
        let time = now
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }

    /// The time as a 64-bit NTP time stamp: seconds since 1900 in the upper half, their fraction in the lower (RFC 5905).
    public static var ntp: UInt64 {
        let time = now
        let seconds = UInt64(truncatingIfNeeded: Int64(time.tv_sec) &+ 2_208_988_800) & 0xFFFF_FFFF
        let fraction = (UInt64(truncatingIfNeeded: Int64(time.tv_nsec)) << 32) / 1_000_000_000
        return seconds << 32 | fraction
    }

    /// A moment as a 64-bit NTP time stamp.
    public static func ntp(millisecondsSince1970 milliseconds: Int64) -> UInt64 {
        let seconds = milliseconds >= 0 ? milliseconds / 1_000 : (milliseconds - 999) / 1_000
        let rest = UInt64(truncatingIfNeeded: milliseconds - seconds * 1_000)
        return (UInt64(truncatingIfNeeded: seconds &+ 2_208_988_800) & 0xFFFF_FFFF) << 32 | (rest << 32) / 1_000
    }

    /// `HH:MM:SS.mmm` in UTC.
    public static func text(millisecondsSince1970 milliseconds: Int64) -> String {
        let time = CivilTime(secondsSince1970: milliseconds / 1_000)
        let clock = [time.hour, time.minute, time.second].map { padded($0, 2) }.joined(separator: ":")
        return "\(clock).\(padded(Int(milliseconds % 1_000), 3))"
    }

    private static var now: timespec {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return time
    }
}

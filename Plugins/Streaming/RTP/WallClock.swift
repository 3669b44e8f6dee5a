#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Date and time as sender reports carry them.
struct WallClock {
    /// The time now as a 64-bit NTP time stamp: seconds since 1900 in the upper half, their fraction in the lower.
    static var ntp: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        let seconds = UInt64(truncatingIfNeeded: Int64(time.tv_sec) &+ 2_208_988_800) & 0xFFFF_FFFF
        let fraction = (UInt64(truncatingIfNeeded: Int64(time.tv_nsec)) << 32) / 1_000_000_000
        return seconds << 32 | fraction
    }
}

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The machine's wall clock, for display, file names and RTCP only: it jumps whenever somebody sets it.
public enum WallClock {
    /// Milliseconds since 1970-01-01 00:00 UTC.
    public static var millisecondsSince1970: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }
}

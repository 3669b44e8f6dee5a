import MediaCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A moment of the wall clock, for display.
struct WallClock {
    /// Milliseconds since 1970 UTC.
    let milliseconds: Int64

    /// The machine's wall clock, read now.
    static var now: WallClock {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return WallClock(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    /// `HH:MM:SS.mmm` in UTC.
    var text: String {
        let time = CivilTime(secondsSince1970: milliseconds / 1000)
        return "\(padded(time.hour, 2)):\(padded(time.minute, 2)):\(padded(time.second, 2))"
            + ".\(padded(Int(milliseconds % 1000), 3))"
    }
}

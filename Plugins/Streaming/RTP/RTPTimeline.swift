import MediaCore

/// Maps the monotonic clock to the time stamps of one RTP source.
///
/// Time stamps of pictures never go back nor stand still, even if a driver's capture times do.
struct RTPTimeline {
    /// Ticks a second: 90,000 for video.
    let rate: Int64
    private let offset: UInt32
    private var last: Int64?

    /// A timeline that begins anywhere (RFC 3550 section 5.1 asks for a random start).
    init(rate: Int64, offset: UInt32 = .random(in: .min ... .max)) {
        self.rate = rate
        self.offset = offset
    }

    /// The time stamp that belongs to an instant, for reports.
    func timestamp(at instant: MonotonicInstant) -> UInt32 {
        offset &+ UInt32(truncatingIfNeeded: ticks(instant))
    }

    /// The time stamp of the next picture.
    mutating func next(captured: MonotonicInstant) -> UInt32 {
        let wanted = ticks(captured)
        let given = last.map { max(wanted, $0 &+ 1) } ?? wanted
        last = given
        return offset &+ UInt32(truncatingIfNeeded: given)
    }

    // Seconds and their rest apart: nanoseconds times the rate would overflow after 28 hours of uptime.
    private func ticks(_ instant: MonotonicInstant) -> Int64 {
        let (seconds, rest) = instant.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        return seconds &* rate &+ rest &* rate / 1_000_000_000
    }
}

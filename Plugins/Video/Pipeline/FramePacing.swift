import MediaCore

/// Drops frames evenly so that a fast source becomes a slower stream: of the source's frames, the one nearest to each due time.
struct FramePacing {
    private var due: MonotonicInstant?
    private var last: MonotonicInstant?
    /// From one frame of the source to the next, smoothed.
    private var pace: Duration?

    /// Whether the frame taken at `captured` belongs to a stream of `rate` frames a second.
    mutating func takes(_ captured: MonotonicInstant, rate: Int) -> Bool {
        let interval = Duration.seconds(1) / max(1, rate)
        let pace = measure(captured)
        // A pause of the source or a new rate begins anew.
        let farthest = max(.seconds(1), interval * 2)
        guard let due, captured - due < farthest, due - captured < farthest else {
            due = captured + interval
            return true
        }
        // Half a frame of grace finds the nearest one, and keeps all frames of a source at the stream's own rate that jitters.
        guard captured + min(pace ?? interval, interval) / 2 >= due else { return false }
        let next = due + interval
        self.due = captured - next > interval ? captured + interval : next
        return true
    }

    private mutating func measure(_ captured: MonotonicInstant) -> Duration? {
        defer { last = captured }
        guard let last else { return nil }
        let gap = captured - last
        guard gap > .zero, gap < .seconds(2) else {
            pace = nil
            return nil
        }
        let smoothed = pace.map { $0 + (gap - $0) / 8 } ?? gap
        pace = smoothed
        return smoothed
    }
}

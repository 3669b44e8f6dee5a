import MediaCore

/// Drops frames evenly so that a fast source becomes a slower stream.
struct FramePacing {
    private var due: MonotonicInstant?

    /// Whether the frame taken at `captured` belongs to a stream of `rate` frames a second.
    mutating func takes(_ captured: MonotonicInstant, rate: Int) -> Bool {
        let interval = Duration.seconds(1) / max(1, rate)
        guard let due, captured - due < .seconds(1), due - captured < .seconds(1) else {
            due = captured + interval
            return true
        }
        // A source at the stream's own rate jitters around the due time; half an interval of grace keeps all its frames.
        guard captured + interval / 2 >= due else { return false }
        let next = due + interval
        self.due = captured - next > interval ? captured + interval : next
        return true
    }
}

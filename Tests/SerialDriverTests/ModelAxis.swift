import MediaCore

/// An axis of a simulated head: it moves steadily towards an end.
struct ModelAxis {
    let range: ClosedRange<Double>
    private var from = 0.0
    private var to = 0.0
    private var rate = 0.0
    private var since = MonotonicInstant(nanoseconds: 0)

    init(_ range: ClosedRange<Double>, at place: Double = 0) {
        self.range = range
        (from, to) = (place, place)
    }

    func place(at now: MonotonicInstant) -> Double {
        let way = rate * (now - since).seconds
        return to >= from ? min(to, from + way) : max(to, from - way)
    }

    func isMoving(at now: MonotonicInstant) -> Bool { place(at: now) != to }

    mutating func turn(_ direction: Int, _ rate: Double, at now: MonotonicInstant) {
        go(to: direction > 0 ? range.upperBound : direction < 0 ? range.lowerBound : place(at: now), rate, at: now)
    }

    mutating func go(to end: Double, _ rate: Double, at now: MonotonicInstant) {
        from = place(at: now)
        to = min(range.upperBound, max(range.lowerBound, end))
        self.rate = rate
        since = now
    }
}

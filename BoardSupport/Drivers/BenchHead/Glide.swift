import MediaCore

/// The motion of one axis: from where it was, at a steady speed, to where it ends. A position is a pure function of time.
struct Glide: Sendable {
    /// Where it began.
    let start: Double
    /// Where it will stop.
    let end: Double
    /// Units a second, without a sign.
    let speed: Double
    /// When it began.
    let began: MonotonicInstant

    /// A motion that begins now.
    ///
    /// - Parameters:
    ///   - start: where the axis is.
    ///   - end: where it will stop; the same as `start` for an axis at rest.
    ///   - speed: units a second, without a sign.
    ///   - began: now.
    init(from start: Double, to end: Double, speed: Double, began: MonotonicInstant) {
        self.start = start
        self.end = end
        self.speed = speed
        self.began = began
    }

    /// An axis that stands still.
    init(restingAt place: Double) {
        self.init(from: place, to: place, speed: 0, began: MonotonicInstant(nanoseconds: 0))
    }

    /// Where the axis is.
    func position(at now: MonotonicInstant) -> Double {
        let way = max(0, (now - began).seconds) * speed
        if way >= abs(end - start) { return end }
        return end > start ? start + way : start - way
    }

    /// Whether it has not arrived yet.
    func isMoving(at now: MonotonicInstant) -> Bool {
        position(at: now) != end
    }
}

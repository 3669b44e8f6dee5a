import MediaCore

/// Tells from what a mechanism measures whether it still moves: it stands when it stayed where it was for a while.
struct Settling<Place: Hashable & Sendable>: Sendable {
    private static var patience: Duration { .milliseconds(400) }

    private var last: (place: Place, since: MonotonicInstant)?
    /// Whether it moves.
    private(set) var isMoving = false

    /// A mechanism at rest.
    init() {}

    /// A motion begins.
    mutating func begin() {
        isMoving = true
        last = nil
    }

    /// The motion was stopped.
    mutating func end() {
        isMoving = false
        last = nil
    }

    /// The mechanism is seen somewhere, at some moment between the question and the answer.
    mutating func observe(_ place: Place, between asked: MonotonicInstant, and answered: MonotonicInstant) {
        guard isMoving else { return }
        guard let last, last.place == place else {
            self.last = (place, answered)
            return
        }
        if asked - last.since >= Self.patience { isMoving = false }
    }
}

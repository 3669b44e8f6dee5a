import MediaCore

/// The moments of pictures at a rate. Each is counted from the beginning, so that nothing adds up over days.
struct Timeline {
    private let rate: FrameRate
    private let patience: Duration
    private var beginning: MonotonicInstant
    private var index: Int64 = 0

    /// - Parameter patience: whoever is later than that makes a new beginning instead of hurrying.
    init(from beginning: MonotonicInstant, rate: FrameRate, patience: Duration = .seconds(1)) {
        self.beginning = beginning
        self.rate = rate
        self.patience = patience
    }

    /// The moment of the next picture.
    mutating func next(now: MonotonicInstant) -> MonotonicInstant {
        var moment = beginning + rate.time(ofFrame: index)
        if now - moment > patience {
            beginning = now
            index = 0
            moment = now
        }
        index += 1
        return moment
    }
}

import MediaCore

/// Turns the time stamps of a clip that is played again and again into moments of a clock.
struct PresentationPace {
    private let clock: any MonotonicClock
    private let patience = Duration.seconds(1)
    /// A gap in the stamps that is longer is taken for a fault of the clip.
    private let longestGap = Duration.seconds(10)
    private var interval = FrameRate(25).interval
    private var last: (moment: MonotonicInstant, stamp: Duration?)?

    init(clock: any MonotonicClock) {
        self.clock = clock
    }

    /// The clip begins (again): its next picture follows the last one after a usual interval.
    mutating func beginRound(rate: FrameRate) {
        interval = rate.interval
        last?.stamp = nil
    }

    /// When the picture with a stamp is due. Moments rise whatever the stamps do.
    mutating func moment(of stamp: Duration?) -> MonotonicInstant {
        let now = clock.now
        guard let last else {
            self.last = (now, stamp)
            return now
        }
        var step = interval
        if let stamp, let earlier = last.stamp, stamp > earlier, stamp - earlier < longestGap { step = stamp - earlier }
        var moment = last.moment + step
        if now - moment > patience { moment = now }
        self.last = (moment, stamp)
        return moment
    }
}

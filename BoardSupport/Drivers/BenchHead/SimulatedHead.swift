public import BoardDevices
public import MediaCore
import Synchronization

/// A pan and tilt head without a mechanism: it moves as a real one would, on the monotonic clock, and never beyond its limits.
///
/// As stepper heads do, it counts from where it believes to be, which need not be where it is: until it was homed or told, and
/// when it was told wrongly.
public final class SimulatedHead: PanTiltHead {
    fileprivate struct State {
        /// Where the mechanism truly is.
        var pan: Glide
        var tilt: Glide
        /// What is added to the truth to get what the head believes.
        var error: HeadPosition
        var confidence: PositionConfidence
        var limits: HeadLimits
        var isSeeking = false
        var speed = 0
        var end: DeviceFault?
        var fault: DeviceFault?
    }

    public let limits: HeadLimits
    public let measuresPosition: Bool

    private let fastest: Double
    private let delay: Duration
    private let reference: HeadPosition
    private let clock: any MonotonicClock
    private let file: MechanismFile
    private let state: Mutex<State>

    /// A head that believes to stand at 0, 0 (or the limit nearest to it), where its reference is.
    ///
    /// - Parameters:
    ///   - limits: where it may go, in degrees.
    ///   - speed: degrees a second at speed 10; speed 1 is a tenth of it.
    ///   - measures: whether it always knows where it is.
    ///   - delay: how long its caller waits for an answer; the motion begins before, and a stop waits for nothing.
    ///   - place: where it truly stands; its reference unless said otherwise.
    ///   - file: where the mechanism keeps its place when the process ends; nowhere unless said otherwise.
    ///   - clock: the time that its motion follows.
    public init(
        limits: HeadLimits = HeadLimits(pan: -170...170, tilt: -90...90), speed: Double = 60, measures: Bool = false,
        delay: Duration = .zero, standingAt place: HeadPosition? = nil, keptIn file: String? = nil, clock: any MonotonicClock
    ) {
        self.limits = limits
        measuresPosition = measures
        fastest = speed
        self.delay = delay
        reference = limits.nearest(to: HeadPosition(pan: 0, tilt: 0))
        self.clock = clock
        self.file = MechanismFile(path: file)
        let kept = self.file.read()
        let start = limits.nearest(to: place ?? reference)
        let pan = kept["pan"] ?? Glide(restingAt: start.pan)
        let tilt = kept["tilt"] ?? Glide(restingAt: start.tilt)
        let now = clock.now
        let error = HeadPosition(
            pan: measures ? 0 : reference.pan - pan.position(at: now),
            tilt: measures ? 0 : reference.tilt - tilt.position(at: now))
        state = Mutex(
            State(pan: pan, tilt: tilt, error: error, confidence: measures ? .homed : .unknown, limits: limits))
    }

    public var report: HeadReport {
        get throws(DeviceFault) {
            waitForAnswer()
            return try access { state, now in
                HeadReport(
                    position: state.believed(at: now), confidence: state.confidence, isMoving: state.isMoving(at: now),
                    fault: state.end)
            }
        }
    }

    /// Where the mechanism truly is, whatever the head believes.
    public var truePosition: HeadPosition {
        let now = clock.now
        return state.withLock { $0.truth(at: now) }
    }

    /// Whether an axis moves now.
    public var isMoving: Bool {
        let now = clock.now
        return state.withLock { $0.isMoving(at: now) }
    }

    /// The speed of the last command, 1 to 10; 0 after a stop.
    public var speed: Int { state.withLock { $0.speed } }

    /// Breaks the head, so that every command fails with `fault` and it moves on as it did; nil repairs it.
    public func setFault(_ fault: DeviceFault?) {
        state.withLock { $0.fault = fault }
    }

    /// Ends the motion under way early, as a jammed mechanism would; the head no longer knows where it is unless it measures.
    public func jam(_ fault: DeviceFault) {
        let now = clock.now
        state.withLock { state in
            state.rest(at: now)
            state.end = fault
            state.isSeeking = false
            if !measuresPosition { state.confidence = .unknown }
            keep(state)
        }
    }

    public func drive(pan: Int, tilt: Int, speed: Int) throws(DeviceFault) {
        guard (-1...1).contains(pan), (-1...1).contains(tilt) else {
            throw DeviceFault(.outOfRange, "directions \(pan), \(tilt): expected -1, 0 or 1")
        }
        let rate = try degreesPerSecond(speed)
        try command { state, now in
            let range = reach(state)
            state.pan = drive(state.pan, pan, range.pan, rate, now)
            state.tilt = drive(state.tilt, tilt, range.tilt, rate, now)
            state.speed = pan == 0 && tilt == 0 ? 0 : speed
        }
    }

    public func go(to position: HeadPosition, speed: Int) throws(DeviceFault) {
        guard position.pan.isFinite, position.tilt.isFinite else {
            throw DeviceFault(.outOfRange, "position \(position.pan), \(position.tilt) is no direction")
        }
        let rate = try degreesPerSecond(speed)
        try command { state, now in
            let target = state.limits.nearest(to: position)
            let end = limits.nearest(
                to: HeadPosition(pan: target.pan - state.error.pan, tilt: target.tilt - state.error.tilt))
            state.go(to: end, rate, now)
            state.speed = speed
        }
    }

    public func home() throws(DeviceFault) {
        try command { state, now in
            state.go(to: reference, fastest, now)
            state.speed = 10
            guard !measuresPosition else { return }
            state.confidence = .unknown
            state.isSeeking = true
        }
    }

    public func trust(_ position: HeadPosition) throws(DeviceFault) {
        guard position.pan.isFinite, position.tilt.isFinite else {
            throw DeviceFault(.outOfRange, "position \(position.pan), \(position.tilt) is no direction")
        }
        try access { state, now in
            guard !measuresPosition, !state.isMoving(at: now) else { return }
            let truth = state.truth(at: now)
            state.error = HeadPosition(pan: position.pan - truth.pan, tilt: position.tilt - truth.tilt)
            state.confidence = .known
        }
    }

    public func confine(to limits: HeadLimits) throws(DeviceFault) {
        try access { state, _ in
            let low = self.limits.nearest(to: HeadPosition(pan: limits.pan.lowerBound, tilt: limits.tilt.lowerBound))
            let high = self.limits.nearest(to: HeadPosition(pan: limits.pan.upperBound, tilt: limits.tilt.upperBound))
            state.limits = HeadLimits(pan: low.pan...high.pan, tilt: low.tilt...high.tilt)
        }
    }

    public func stop() throws(DeviceFault) {
        try act { state, now in
            state.rest(at: now)
            state.speed = 0
        }
    }

    /// Where the truth may be: within what the head believes of its limits, or what the mechanism lets it.
    private func reach(_ state: State) -> HeadLimits {
        if state.confidence == .unknown { return limits }
        let low = limits.nearest(
            to: HeadPosition(
                pan: state.limits.pan.lowerBound - state.error.pan, tilt: state.limits.tilt.lowerBound - state.error.tilt))
        let high = limits.nearest(
            to: HeadPosition(
                pan: state.limits.pan.upperBound - state.error.pan, tilt: state.limits.tilt.upperBound - state.error.tilt))
        return HeadLimits(pan: low.pan...high.pan, tilt: low.tilt...high.tilt)
    }

    private func drive(
        _ glide: Glide, _ direction: Int, _ range: ClosedRange<Double>, _ rate: Double, _ now: MonotonicInstant
    ) -> Glide {
        let place = glide.position(at: now)
        switch direction {
        // From outside of narrower limits it only moves inwards.
        case 1: return Glide(from: place, to: max(place, range.upperBound), speed: rate, began: now)
        case -1: return Glide(from: place, to: min(place, range.lowerBound), speed: rate, began: now)
        default: return Glide(restingAt: place)
        }
    }

    private func degreesPerSecond(_ speed: Int) throws(DeviceFault) -> Double {
        guard (1...10).contains(speed) else { throw DeviceFault(.outOfRange, "speed \(speed): expected 1 to 10") }
        return fastest * Double(speed) / 10
    }

    private func command(_ body: (inout State, MonotonicInstant) -> Void) throws(DeviceFault) {
        try act(body)
        waitForAnswer()
    }

    private func waitForAnswer() {
        let answer = clock.now + delay
        let bell = Bell()
        while clock.now < answer { clock.wait(for: bell, until: answer) }
    }

    /// A command takes the place of what is under way, a search for the reference too.
    private func act(_ body: (inout State, MonotonicInstant) -> Void) throws(DeviceFault) {
        try access { state, now in
            state.isSeeking = false
            state.end = nil
            body(&state, now)
            keep(state)
        }
    }

    private func access<Result>(_ body: (inout State, MonotonicInstant) -> Result) throws(DeviceFault) -> Result {
        let now = clock.now
        return try state.withLock { state throws(DeviceFault) in
            if let fault = state.fault { throw fault }
            if state.isSeeking, !state.isMoving(at: now) {
                state.isSeeking = false
                state.error = HeadPosition(pan: 0, tilt: 0)
                state.confidence = .homed
            }
            return body(&state, now)
        }
    }

    private func keep(_ state: borrowing State) {
        file.keep(["pan": state.pan, "tilt": state.tilt])
    }
}

extension SimulatedHead.State {
    fileprivate func truth(at now: MonotonicInstant) -> HeadPosition {
        HeadPosition(pan: pan.position(at: now), tilt: tilt.position(at: now))
    }

    fileprivate func believed(at now: MonotonicInstant) -> HeadPosition {
        let truth = truth(at: now)
        return HeadPosition(pan: truth.pan + error.pan, tilt: truth.tilt + error.tilt)
    }

    fileprivate func isMoving(at now: MonotonicInstant) -> Bool {
        pan.isMoving(at: now) || tilt.isMoving(at: now)
    }

    fileprivate mutating func go(to end: HeadPosition, _ rate: Double, _ now: MonotonicInstant) {
        pan = Glide(from: pan.position(at: now), to: end.pan, speed: rate, began: now)
        tilt = Glide(from: tilt.position(at: now), to: end.tilt, speed: rate, began: now)
    }

    fileprivate mutating func rest(at now: MonotonicInstant) {
        pan = Glide(restingAt: pan.position(at: now))
        tilt = Glide(restingAt: tilt.position(at: now))
    }
}

extension ClosedRange<Double> {
    /// The value itself, or the bound that it lies beyond.
    func nearest(to value: Double) -> Double {
        Swift.min(upperBound, Swift.max(lowerBound, value))
    }
}

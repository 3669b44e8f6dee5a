public import BoardDevices
public import MediaCore
import Synchronization

/// A pan and tilt head without a mechanism: it moves as a real one would, on the monotonic clock, and never beyond its limits.
public final class SimulatedHead: PanTiltHead {
    private struct State {
        var pan: Glide
        var tilt: Glide
        var speed = 0
        var fault: DeviceFault?
    }

    public let limits: HeadLimits

    private let fastest: Double
    private let clock: any MonotonicClock
    private let state: Mutex<State>

    /// A head that stands at 0, 0 (or the limit nearest to it).
    ///
    /// - Parameters:
    ///   - limits: where it may go, in degrees.
    ///   - speed: degrees a second at speed 10; speed 1 is a tenth of it.
    ///   - clock: the time that its motion follows.
    public init(
        limits: HeadLimits = HeadLimits(pan: -170...170, tilt: -90...90), speed: Double = 60, clock: any MonotonicClock
    ) {
        self.limits = limits
        fastest = speed
        self.clock = clock
        state = Mutex(
            State(pan: Glide(restingAt: limits.pan.nearest(to: 0)), tilt: Glide(restingAt: limits.tilt.nearest(to: 0))))
    }

    public var position: HeadPosition {
        get throws(DeviceFault) {
            let now = clock.now
            return try access { state in
                HeadPosition(pan: state.pan.position(at: now), tilt: state.tilt.position(at: now))
            }
        }
    }

    /// Whether an axis moves now.
    public var isMoving: Bool {
        let now = clock.now
        return state.withLock { $0.pan.isMoving(at: now) || $0.tilt.isMoving(at: now) }
    }

    /// The speed of the last command, 1 to 10; 0 after a stop.
    public var speed: Int { state.withLock { $0.speed } }

    /// Breaks the head, so that every command fails with `fault` and it moves on as it did; nil repairs it.
    public func setFault(_ fault: DeviceFault?) {
        state.withLock { $0.fault = fault }
    }

    public func drive(pan: Int, tilt: Int, speed: Int) throws(DeviceFault) {
        guard (-1...1).contains(pan), (-1...1).contains(tilt) else {
            throw DeviceFault(.outOfRange, "directions \(pan), \(tilt): expected -1, 0 or 1")
        }
        let now = clock.now
        let rate = try degreesPerSecond(speed)
        try access { state in
            state.pan = drive(state.pan, pan, limits.pan, rate, now)
            state.tilt = drive(state.tilt, tilt, limits.tilt, rate, now)
            state.speed = pan == 0 && tilt == 0 ? 0 : speed
        }
    }

    public func go(to position: HeadPosition, speed: Int) throws(DeviceFault) {
        guard position.pan.isFinite, position.tilt.isFinite else {
            throw DeviceFault(.outOfRange, "position \(position.pan), \(position.tilt) is no direction")
        }
        let now = clock.now
        let rate = try degreesPerSecond(speed)
        let pan = limits.pan.nearest(to: position.pan)
        let tilt = limits.tilt.nearest(to: position.tilt)
        try access { state in
            state.pan = Glide(from: state.pan.position(at: now), to: pan, speed: rate, began: now)
            state.tilt = Glide(from: state.tilt.position(at: now), to: tilt, speed: rate, began: now)
            state.speed = speed
        }
    }

    public func stop() throws(DeviceFault) {
        let now = clock.now
        try access { state in
            state.pan = Glide(restingAt: state.pan.position(at: now))
            state.tilt = Glide(restingAt: state.tilt.position(at: now))
            state.speed = 0
        }
    }

    private func drive(
        _ glide: Glide, _ direction: Int, _ range: ClosedRange<Double>, _ rate: Double, _ now: MonotonicInstant
    ) -> Glide {
        let place = glide.position(at: now)
        switch direction {
        case 1: return Glide(from: place, to: range.upperBound, speed: rate, began: now)
        case -1: return Glide(from: place, to: range.lowerBound, speed: rate, began: now)
        default: return Glide(restingAt: place)
        }
    }

    private func degreesPerSecond(_ speed: Int) throws(DeviceFault) -> Double {
        guard (1...10).contains(speed) else { throw DeviceFault(.outOfRange, "speed \(speed): expected 1 to 10") }
        return fastest * Double(speed) / 10
    }

    private func access<Result>(_ body: (inout State) -> Result) throws(DeviceFault) -> Result {
        try state.withLock { state throws(DeviceFault) in
            if let fault = state.fault { throw fault }
            return body(&state)
        }
    }
}

extension ClosedRange<Double> {
    /// The value itself, or the bound that it lies beyond.
    func nearest(to value: Double) -> Double {
        Swift.min(upperBound, Swift.max(lowerBound, value))
    }
}

public import BoardDevices
public import MediaCore
import Synchronization

/// A motorised lens without a mechanism. Each axis takes the same time from one end to the other.
public final class SimulatedLens: Lens {
    private struct State {
        var glides: [LensAxis: Glide]
        var fault: DeviceFault?
    }

    public let axes: Set<LensAxis>

    private let rate: Double
    private let clock: any MonotonicClock
    private let state: Mutex<State>

    /// A lens whose axes stand in the middle.
    ///
    /// - Parameters:
    ///   - axes: what its motors move.
    ///   - travel: seconds from one end of an axis to the other.
    ///   - clock: the time that its motion follows.
    public init(axes: Set<LensAxis> = Set(LensAxis.allCases), travel: Double = 4, clock: any MonotonicClock) {
        self.axes = axes
        rate = 1 / travel
        self.clock = clock
        var glides: [LensAxis: Glide] = [:]
        for axis in axes { glides[axis] = Glide(restingAt: 0.5) }
        state = Mutex(State(glides: glides))
    }

    public var position: [LensAxis: Double] {
        get throws(DeviceFault) {
            let now = clock.now
            return try access { state in state.glides.mapValues { $0.position(at: now) } }
        }
    }

    /// The axes that move now.
    public var moving: Set<LensAxis> {
        let now = clock.now
        return state.withLock { Set($0.glides.filter { $0.value.isMoving(at: now) }.keys) }
    }

    /// Breaks the lens, so that every command fails with `fault` and it moves on as it did; nil repairs it.
    public func setFault(_ fault: DeviceFault?) {
        state.withLock { $0.fault = fault }
    }

    public func drive(_ axis: LensAxis, direction: Int) throws(DeviceFault) {
        guard direction == 1 || direction == -1 else {
            throw DeviceFault(.outOfRange, "direction \(direction): expected -1 or 1")
        }
        try move(axis, to: direction == 1 ? 1 : 0)
    }

    public func go(_ axis: LensAxis, to position: Double) throws(DeviceFault) {
        guard position.isFinite else { throw DeviceFault(.outOfRange, "position \(position) is no place of an axis") }
        try move(axis, to: (0...1).nearest(to: position))
    }

    public func stop() throws(DeviceFault) {
        let now = clock.now
        try access { state in
            state.glides = state.glides.mapValues { Glide(restingAt: $0.position(at: now)) }
        }
    }

    private func move(_ axis: LensAxis, to end: Double) throws(DeviceFault) {
        let now = clock.now
        guard axes.contains(axis) else { throw DeviceFault(.unsupported, "the lens has no motor for \(axis.rawValue)") }
        try access { state in
            let place = state.glides[axis]?.position(at: now) ?? end
            state.glides[axis] = Glide(from: place, to: end, speed: rate, began: now)
        }
    }

    private func access<Result>(_ body: (inout State) -> Result) throws(DeviceFault) -> Result {
        try state.withLock { state throws(DeviceFault) in
            if let fault = state.fault { throw fault }
            return body(&state)
        }
    }
}

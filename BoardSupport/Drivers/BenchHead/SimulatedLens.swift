public import BoardDevices
public import MediaCore
import Synchronization

/// A motorised lens without a mechanism. Each axis takes the same time from one end to the other.
///
/// It counts from where it believes its axes to be, as ``SimulatedHead`` does.
public final class SimulatedLens: Lens {
    private struct State {
        /// Where the axes truly are.
        var glides: [LensAxis: Glide]
        /// What is added to the truth to get what the lens believes.
        var error: [LensAxis: Double]
        var confidence: PositionConfidence
        var isSeeking = false
        var end: DeviceFault?
        var fault: DeviceFault?

        func isMoving(at now: MonotonicInstant) -> Bool {
            glides.values.contains { $0.isMoving(at: now) }
        }
    }

    public let axes: Set<LensAxis>
    public let measuresPosition: Bool

    private let rate: Double
    private let clock: any MonotonicClock
    private let file: MechanismFile
    private let state: Mutex<State>

    /// A lens that believes its axes to stand in the middle, where their references are.
    ///
    /// - Parameters:
    ///   - axes: what its motors move.
    ///   - travel: seconds from one end of an axis to the other.
    ///   - measures: whether it always knows where its axes are.
    ///   - place: where each axis truly stands; in the middle unless said otherwise.
    ///   - file: where the mechanism keeps its place when the process ends; nowhere unless said otherwise.
    ///   - clock: the time that its motion follows.
    public init(
        axes: Set<LensAxis> = Set(LensAxis.allCases), travel: Double = 4, measures: Bool = false,
        standingAt place: [LensAxis: Double] = [:], keptIn file: String? = nil, clock: any MonotonicClock
    ) {
        self.axes = axes
        measuresPosition = measures
        rate = 1 / travel
        self.clock = clock
        self.file = MechanismFile(path: file)
        let kept = self.file.read()
        let now = clock.now
        var glides: [LensAxis: Glide] = [:]
        var error: [LensAxis: Double] = [:]
        for axis in axes {
            let glide = kept[axis.rawValue] ?? Glide(restingAt: (0...1).nearest(to: place[axis] ?? 0.5))
            glides[axis] = glide
            error[axis] = measures ? 0 : 0.5 - glide.position(at: now)
        }
        state = Mutex(State(glides: glides, error: error, confidence: measures ? .homed : .unknown))
    }

    public var report: LensReport {
        get throws(DeviceFault) {
            try access { state, now in
                var position: [LensAxis: Double] = [:]
                for (axis, glide) in state.glides { position[axis] = glide.position(at: now) + (state.error[axis] ?? 0) }
                return LensReport(
                    position: position, confidence: state.confidence, isMoving: state.isMoving(at: now), fault: state.end)
            }
        }
    }

    /// Where each axis truly is, whatever the lens believes.
    public var truePosition: [LensAxis: Double] {
        let now = clock.now
        return state.withLock { state in state.glides.mapValues { $0.position(at: now) } }
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

    /// Ends the motion under way early, as a jammed mechanism would; the lens no longer knows where it is unless it measures.
    public func jam(_ fault: DeviceFault) {
        let now = clock.now
        state.withLock { state in
            state.glides = state.glides.mapValues { Glide(restingAt: $0.position(at: now)) }
            state.end = fault
            state.isSeeking = false
            if !measuresPosition { state.confidence = .unknown }
            keep(state)
        }
    }

    public func drive(_ axis: LensAxis, direction: Int) throws(DeviceFault) {
        guard direction == 1 || direction == -1 else {
            throw DeviceFault(.outOfRange, "direction \(direction): expected -1 or 1")
        }
        try move(axis) { _ in direction == 1 ? 1 : 0 }
    }

    public func go(_ axis: LensAxis, to position: Double) throws(DeviceFault) {
        guard position.isFinite else { throw DeviceFault(.outOfRange, "position \(position) is no place of an axis") }
        try move(axis) { error in (0...1).nearest(to: (0...1).nearest(to: position) - error) }
    }

    public func home() throws(DeviceFault) {
        try command { state, now in
            for (axis, glide) in state.glides {
                state.glides[axis] = Glide(from: glide.position(at: now), to: 0.5, speed: rate, began: now)
            }
            guard !measuresPosition else { return }
            state.confidence = .unknown
            state.isSeeking = true
        }
    }

    public func trust(_ position: [LensAxis: Double]) throws(DeviceFault) {
        guard position.values.allSatisfy(\.isFinite), axes.allSatisfy({ position[$0] != nil }) else {
            throw DeviceFault(.outOfRange, "position \(position) is no place of the lens")
        }
        try access { state, now in
            guard !measuresPosition, !state.isMoving(at: now) else { return }
            for (axis, glide) in state.glides { state.error[axis] = (position[axis] ?? 0) - glide.position(at: now) }
            state.confidence = .known
        }
    }

    public func stop() throws(DeviceFault) {
        try command { state, now in state.glides = state.glides.mapValues { Glide(restingAt: $0.position(at: now)) } }
    }

    private func move(_ axis: LensAxis, to end: (_ error: Double) -> Double) throws(DeviceFault) {
        guard axes.contains(axis) else { throw DeviceFault(.unsupported, "the lens has no motor for \(axis.rawValue)") }
        try command { state, now in
            let end = end(state.error[axis] ?? 0)
            let place = state.glides[axis]?.position(at: now) ?? end
            state.glides[axis] = Glide(from: place, to: end, speed: rate, began: now)
        }
    }

    private func command(_ body: (inout State, MonotonicInstant) -> Void) throws(DeviceFault) {
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
                for axis in axes { state.error[axis] = 0 }
                state.confidence = .homed
            }
            return body(&state, now)
        }
    }

    private func keep(_ state: borrowing State) {
        var glides: [String: Glide] = [:]
        for (axis, glide) in state.glides { glides[axis.rawValue] = glide }
        file.keep(glides)
    }
}

import BoardDevices
import MediaCore
import Synchronization

/// A lens at the end of a line. Some of its axes tell where they stand, others do not.
final class SerialLens: Lens {
    private struct State {
        /// What the axes that measure say.
        var settling: [LensAxis: Settling<Double>] = [:]
        /// When the others have come to their ends at the latest.
        var ends: [LensAxis: MonotonicInstant] = [:]
    }

    /// How often an axis that moves by steps is told to.
    private static let pace: Duration = .milliseconds(250)

    let axes: Set<LensAxis>

    private let line: any LensLine
    private let longest: Duration
    private let clock: any MonotonicClock
    private let stepper: Worker?
    private let state = Mutex(State())
    private let orders = Atomic<UInt64>(0)

    /// A lens.
    ///
    /// - Parameters:
    ///   - line: the way to it.
    ///   - longest: how long an axis takes from one end to the other.
    ///   - name: its name in the board file.
    ///   - clock: the time that its motion follows.
    init(line: any LensLine, longest: Duration, name: String, clock: any MonotonicClock) {
        self.line = line
        self.longest = longest
        self.clock = clock
        axes = line.axes
        stepper = line.stepped.isEmpty ? nil : Worker(name: name, capacity: 4)
    }

    var measuresPosition: Bool { !line.measured.isEmpty }

    var report: LensReport {
        get throws(DeviceFault) {
            let asked = clock.now
            var position: [LensAxis: Double] = [:]
            for axis in LensAxis.allCases where line.measured.contains(axis) { position[axis] = try line.position(of: axis) }
            let (answered, seen) = (clock.now, position)
            let isMoving = state.withLock { state in
                for (axis, place) in seen { state.settling[axis]?.observe(place, between: asked, and: answered) }
                return state.settling.values.contains(where: \.isMoving) || state.ends.values.contains { answered < $0 }
            }
            return LensReport(position: position, confidence: measuresPosition ? .homed : .unknown, isMoving: isMoving)
        }
    }

    func drive(_ axis: LensAxis, direction: Int) throws(DeviceFault) {
        guard direction == 1 || direction == -1 else {
            throw DeviceFault(.outOfRange, "direction \(direction): expected -1 or 1")
        }
        try check(axis)
        let order = begin(axis)
        try line.turn(axis, direction, if: permit(order))
        if line.stepped.contains(axis) { stepOn(axis, direction, order) }
    }

    func go(_ axis: LensAxis, to position: Double) throws(DeviceFault) {
        guard position.isFinite else { throw DeviceFault(.outOfRange, "position \(position) is no place of an axis") }
        try check(axis)
        guard line.measured.contains(axis) else {
            throw DeviceFault(.unsupported, "the lens cannot tell where its \(axis.rawValue) stands")
        }
        let order = begin(axis)
        try line.go(axis, to: min(1, max(0, position)), if: permit(order))
    }

    func home() throws(DeviceFault) {
        throw DeviceFault(.unsupported, "the lens has no reference to look for")
    }

    func trust(_ position: [LensAxis: Double]) throws(DeviceFault) {}

    func stop() throws(DeviceFault) {
        orders.add(1, ordering: .sequentiallyConsistent)
        try line.haltLens()
        state.withLock { $0 = State() }
    }

    private func begin(_ axis: LensAxis) -> UInt64 {
        let order = orders.add(1, ordering: .sequentiallyConsistent).newValue
        let end = clock.now + longest
        state.withLock { state in
            if line.measured.contains(axis) {
                state.settling[axis, default: Settling()].begin()
            } else {
                state.ends[axis] = end
            }
        }
        return order
    }

    private func permit(_ order: UInt64) -> Permit {
        { [weak self] in self?.orders.load(ordering: .sequentiallyConsistent) == order }
    }

    /// One step after the other until a stop, another command, or the end of the axis.
    private func stepOn(_ axis: LensAxis, _ direction: Int, _ order: UInt64) {
        _ = clock.schedule(after: SerialLens.pace) { [weak self] in
            guard let self else { return }
            stepper?.submit { [weak self] in self?.nextStep(axis, direction, order) }
        }
    }

    private func nextStep(_ axis: LensAxis, _ direction: Int, _ order: UInt64) {
        let isWanted = orders.load(ordering: .sequentiallyConsistent) == order
        guard isWanted, state.withLock({ $0.settling[axis]?.isMoving ?? false }) else { return }
        // A step that gets lost is made up for by the next.
        try? line.turn(axis, direction, if: permit(order))
        stepOn(axis, direction, order)
    }

    private func check(_ axis: LensAxis) throws(DeviceFault) {
        guard axes.contains(axis) else { throw DeviceFault(.unsupported, "the lens has no motor for \(axis.rawValue)") }
    }
}

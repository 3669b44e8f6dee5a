import BoardDevices
import MediaCore
import Synchronization

/// A head at the end of a line that tells where it is whenever it is asked.
///
/// While it is driven its place is asked for ten times a second, so that it is held where its limits end; the mechanism's own end
/// stops hold it further out.
final class MeasuringHead: PanTiltHead {
    private struct State {
        var bounds: HeadLimits
        var settling = Settling<HeadPosition>()
        var drive: Drive?
        var fault: DeviceFault?
    }

    /// A drive under way.
    private struct Drive {
        var pan: Int
        var tilt: Int
        let speed: Int
        /// Where pan was last, counted on beyond half a turn.
        var place: Double

        /// Counts on from the last place: heads that turn all the way round begin anew at half a turn.
        mutating func follow(_ pan: Double) -> Double {
            place += (pan - place).remainder(dividingBy: 360)
            return place
        }
    }

    private static let glance: Duration = .milliseconds(100)

    let limits: HeadLimits

    private let line: any HeadLine
    private let hasReference: Bool
    private let clock: any MonotonicClock
    private let watcher: Worker
    private let state: Mutex<State>
    /// Held from the look at a place to the command that follows from it, so that what was seen first is also said first.
    private let looking = Mutex(())
    /// Counts commands and stops: what began before the last one is not wanted any more.
    private let orders = Atomic<UInt64>(0)

    /// A head that answers already.
    ///
    /// - Parameters:
    ///   - limits: where it may go.
    ///   - line: the way to it.
    ///   - hasReference: whether it can look for its own reference.
    ///   - name: its name in the board file.
    ///   - clock: the time that its motion follows.
    init(limits: HeadLimits, line: any HeadLine, hasReference: Bool, name: String, clock: any MonotonicClock) {
        self.limits = limits
        self.line = line
        self.hasReference = hasReference
        self.clock = clock
        watcher = Worker(name: name, capacity: 4)
        state = Mutex(State(bounds: limits))
    }

    var measuresPosition: Bool { true }

    var report: HeadReport {
        get throws(DeviceFault) {
            let order = orders.load(ordering: .sequentiallyConsistent)
            let position = try observe(order)
            return state.withLock { state in
                HeadReport(
                    position: position, confidence: .homed, isMoving: state.settling.isMoving, fault: state.fault)
            }
        }
    }

    func drive(pan: Int, tilt: Int, speed: Int) throws(DeviceFault) {
        try check(pan, tilt, speed)
        let order = begin()
        let place = try line.position()
        let inside = MeasuringHead.inside(pan, tilt, at: place, state.withLock { $0.bounds })
        state.withLock { state in
            guard orders.load(ordering: .sequentiallyConsistent) == order else { return }
            inside.pan == 0 && inside.tilt == 0 ? state.settling.end() : state.settling.begin()
            state.drive =
                inside == (0, 0) ? nil : Drive(pan: inside.pan, tilt: inside.tilt, speed: speed, place: place.pan)
        }
        try line.turn(pan: inside.pan, tilt: inside.tilt, speed: speed, if: permit(order))
        watch(order)
    }

    func go(to position: HeadPosition, speed: Int) throws(DeviceFault) {
        guard position.pan.isFinite, position.tilt.isFinite else {
            throw DeviceFault(.outOfRange, "position \(position.pan), \(position.tilt) is no direction")
        }
        try check(0, 0, speed)
        let order = begin()
        let place = state.withLock { state in
            state.settling.begin()
            return state.bounds.nearest(to: position)
        }
        try line.go(to: place, speed: speed, if: permit(order))
    }

    func home() throws(DeviceFault) {
        guard hasReference else {
            throw DeviceFault(.unsupported, "the head measures where it is and has no reference to look for")
        }
        let order = begin()
        state.withLock { $0.settling.begin() }
        try line.seekReference(if: permit(order))
    }

    func trust(_ position: HeadPosition) throws(DeviceFault) {
        guard position.pan.isFinite, position.tilt.isFinite else {
            throw DeviceFault(.outOfRange, "position \(position.pan), \(position.tilt) is no direction")
        }
    }

    func confine(to limits: HeadLimits) throws(DeviceFault) {
        let low = self.limits.nearest(to: HeadPosition(pan: limits.pan.lowerBound, tilt: limits.tilt.lowerBound))
        let high = self.limits.nearest(to: HeadPosition(pan: limits.pan.upperBound, tilt: limits.tilt.upperBound))
        state.withLock { $0.bounds = HeadLimits(pan: low.pan...high.pan, tilt: low.tilt...high.tilt) }
    }

    func stop() throws(DeviceFault) {
        orders.add(1, ordering: .sequentiallyConsistent)
        try line.halt()
        state.withLock { state in
            state.settling.end()
            state.drive = nil
        }
    }

    private func begin() -> UInt64 {
        let order = orders.add(1, ordering: .sequentiallyConsistent).newValue
        state.withLock { state in
            state.fault = nil
            state.drive = nil
        }
        return order
    }

    private func permit(_ order: UInt64) -> Permit {
        { [weak self] in self?.orders.load(ordering: .sequentiallyConsistent) == order }
    }

    /// Looks where the head is, and holds the axes that came to their limits.
    private func observe(_ order: UInt64) throws(DeviceFault) -> HeadPosition {
        try looking.withLock { _ throws(DeviceFault) in
            let asked = clock.now
            let position = try line.position()
            let answered = clock.now
            state.withLock { $0.settling.observe(position, between: asked, and: answered) }
            try hold(at: position, order)
            return position
        }
    }

    /// The directions of a drive that lead on within the limits, or back into them.
    private static func inside(_ pan: Int, _ tilt: Int, at place: HeadPosition, _ bounds: HeadLimits) -> (pan: Int, tilt: Int) {
        func held(_ direction: Int, _ degrees: Double, _ range: ClosedRange<Double>) -> Int {
            (direction > 0 && degrees >= range.upperBound) || (direction < 0 && degrees <= range.lowerBound) ? 0 : direction
        }
        return (held(pan, place.pan, bounds.pan), held(tilt, place.tilt, bounds.tilt))
    }

    private func watch(_ order: UInt64) {
        _ = clock.schedule(after: MeasuringHead.glance) { [weak self] in
            guard let self else { return }
            watcher.submit { [weak self] in self?.look(order) }
        }
    }

    /// Looks whether a drive has come to the limits, and looks again later.
    private func look(_ order: UInt64) {
        guard orders.load(ordering: .sequentiallyConsistent) == order, state.withLock({ $0.drive }) != nil else { return }
        do throws(DeviceFault) {
            _ = try observe(order)
        } catch {
            // Nobody sees where the head goes any more: it must not go on.
            if orders.load(ordering: .sequentiallyConsistent) == order { try? line.halt() }
            state.withLock { state in
                state.fault = error
                state.settling.end()
            }
            return
        }
        if state.withLock({ $0.settling.isMoving }) { watch(order) }
    }

    /// Holds the axes of a drive that came to their limits.
    private func hold(at seen: HeadPosition, _ order: UInt64) throws(DeviceFault) {
        enum Action {
            case turn(pan: Int, tilt: Int, speed: Int)
            case go(HeadPosition, speed: Int)
        }
        let action = state.withLock { state -> Action? in
            guard orders.load(ordering: .sequentiallyConsistent) == order, var drive = state.drive else { return nil }
            let place = HeadPosition(pan: drive.follow(seen.pan), tilt: seen.tilt)
            let inside = MeasuringHead.inside(drive.pan, drive.tilt, at: place, state.bounds)
            let isChanged = inside != (drive.pan, drive.tilt)
            (drive.pan, drive.tilt) = inside
            state.drive = inside == (0, 0) ? nil : drive
            guard isChanged else { return nil }
            guard inside == (0, 0) else { return .turn(pan: inside.pan, tilt: inside.tilt, speed: drive.speed) }
            state.settling.begin()
            // The head ran on while its answer was under way.
            return .go(state.bounds.nearest(to: place), speed: drive.speed)
        }
        switch action {
        case .turn(let pan, let tilt, let speed): try line.turn(pan: pan, tilt: tilt, speed: speed, if: permit(order))
        case .go(let place, let speed): try line.go(to: place, speed: speed, if: permit(order))
        case nil: break
        }
    }

    private func check(_ pan: Int, _ tilt: Int, _ speed: Int) throws(DeviceFault) {
        for direction in [pan, tilt] where !(-1...1).contains(direction) {
            throw DeviceFault(.outOfRange, "direction \(direction): expected -1, 0 or 1")
        }
        guard (1...10).contains(speed) else { throw DeviceFault(.outOfRange, "speed \(speed): expected 1 to 10") }
    }
}

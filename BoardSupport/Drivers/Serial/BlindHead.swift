import BoardDevices
import MediaCore
import Synchronization

/// What a protocol can have a head do that hears commands and says nothing.
protocol BlindLine: Sendable {
    /// Turns the head until it is told otherwise; 0 holds an axis.
    func turn(pan: Int, tilt: Int, speed: Int, if isValid: Permit) throws(DeviceFault)
    /// Does something with a preset of the head.
    func preset(_ number: Int, _ action: PresetAction) throws(DeviceFault)
    /// Holds both axes.
    func halt() throws(DeviceFault)
}

/// What a head can do with a preset of its own.
enum PresetAction: UInt8, Sendable {
    case store = 0x03
    case clear = 0x05
    case recall = 0x07
}

/// A head at the end of a line that cannot tell where it is. It keeps presets itself.
final class BlindHead: PanTiltHead {
    private struct State {
        /// When the motion under way has ended at the latest; nil at rest.
        var end: MonotonicInstant?
    }

    let limits: HeadLimits

    private let line: any BlindLine
    private let longest: Duration
    private let clock: any MonotonicClock
    private let state = Mutex(State())
    private let orders = Atomic<UInt64>(0)

    /// A head that may be there.
    ///
    /// - Parameters:
    ///   - limits: where the mechanism can go.
    ///   - line: the way to it.
    ///   - longest: how long its longest way takes.
    ///   - clock: the time that its motion follows.
    init(limits: HeadLimits, line: any BlindLine, longest: Duration, clock: any MonotonicClock) {
        self.limits = limits
        self.line = line
        self.longest = longest
        self.clock = clock
    }

    var measuresPosition: Bool { false }

    var memory: (any PresetMemory)? { BlindMemory(head: self) }

    var report: HeadReport {
        get throws(DeviceFault) {
            let now = clock.now
            let isMoving = state.withLock { $0.end.map { now < $0 } ?? false }
            return HeadReport(position: nil, confidence: .unknown, isMoving: isMoving)
        }
    }

    func drive(pan: Int, tilt: Int, speed: Int) throws(DeviceFault) {
        for direction in [pan, tilt] where !(-1...1).contains(direction) {
            throw DeviceFault(.outOfRange, "direction \(direction): expected -1, 0 or 1")
        }
        guard (1...10).contains(speed) else { throw DeviceFault(.outOfRange, "speed \(speed): expected 1 to 10") }
        let order = orders.add(1, ordering: .sequentiallyConsistent).newValue
        try line.turn(pan: pan, tilt: tilt, speed: speed) { [weak self] in
            self?.orders.load(ordering: .sequentiallyConsistent) == order
        }
        let end = clock.now + longest
        state.withLock { state in
            guard orders.load(ordering: .sequentiallyConsistent) == order else { return }
            state.end = pan == 0 && tilt == 0 ? nil : end
        }
    }

    func go(to position: HeadPosition, speed: Int) throws(DeviceFault) {
        throw DeviceFault(.unsupported, "the head cannot tell where it is", remedy: "recall one of its own presets")
    }

    func home() throws(DeviceFault) {
        throw DeviceFault(.unsupported, "the head cannot tell where it is")
    }

    func trust(_ position: HeadPosition) throws(DeviceFault) {
        guard position.pan.isFinite, position.tilt.isFinite else {
            throw DeviceFault(.outOfRange, "position \(position.pan), \(position.tilt) is no direction")
        }
    }

    func stop() throws(DeviceFault) {
        orders.add(1, ordering: .sequentiallyConsistent)
        try line.halt()
        state.withLock { $0.end = nil }
    }

    fileprivate func preset(_ number: Int, _ action: PresetAction) throws(DeviceFault) {
        guard (1...255).contains(number) else { throw DeviceFault(.outOfRange, "preset \(number): expected 1 to 255") }
        let order = orders.add(1, ordering: .sequentiallyConsistent).newValue
        try line.preset(number, action)
        guard action == .recall else { return }
        let end = clock.now + longest
        state.withLock { state in
            if orders.load(ordering: .sequentiallyConsistent) == order { state.end = end }
        }
    }
}

/// The presets that a head keeps itself.
private struct BlindMemory: PresetMemory {
    let head: BlindHead

    func store(_ number: Int) throws(DeviceFault) { try head.preset(number, .store) }
    func recall(_ number: Int) throws(DeviceFault) { try head.preset(number, .recall) }
    func clear(_ number: Int) throws(DeviceFault) { try head.preset(number, .clear) }
}

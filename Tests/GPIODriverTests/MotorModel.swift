import BoardDevices
import Synchronization

@testable import GPIODriver

/// A stepper motor with a head on it, written from how such motors work and not from the driver: the coils that have current pull the
/// rotor to their angle, the shorter way round, as far as the stops let it. Play lies between rotor and head.
///
/// Positions are eighths of the coils' cycle; two of them are a full step.
final class MotorModel: MotorLines, EndSwitches {
    struct State {
        var rotor: Int
        var head: Int
        var levels: [UInt8] = []
        var times: [Int64] = []
        /// How often the coils pulled the rotor half a cycle away, where nobody can say which way it goes.
        var losses = 0
        var fault: DeviceFault?
        var stuck: PressedEnds = []
        var broken: PressedEnds = []
    }

    /// How the lines are read.
    enum Kind { case coils, chip }

    private let kind: Kind
    private let play: Int
    private let stops: ClosedRange<Int>
    /// Where the switches close.
    private let switches: ClosedRange<Int>
    private let now: @Sendable () -> Int64
    private let state: Mutex<State>

    init(
        _ kind: Kind = .coils, play: Int = 0, stops: ClosedRange<Int> = -100_000...100_000, switches: ClosedRange<Int>? = nil,
        at start: Int = 0, now: @escaping @Sendable () -> Int64 = { 0 }
    ) {
        self.kind = kind
        self.play = play
        self.stops = stops
        self.switches = switches ?? stops
        self.now = now
        state = Mutex(State(rotor: start, head: start))
    }

    var rotor: Int { state.withLock { $0.rotor } }
    var head: Int { state.withLock { $0.head } }
    var levels: [UInt8] { state.withLock { $0.levels } }
    var times: [Int64] { state.withLock { $0.times } }
    var losses: Int { state.withLock { $0.losses } }
    /// Whether any line is on.
    var isDriven: Bool { state.withLock { ($0.levels.last ?? 0) != 0 } }

    func change(_ body: @Sendable (inout State) -> Void) { state.withLock { body(&$0) } }

    func forget() { change { ($0.levels, $0.times) = ([], []) } }

    func set(_ levels: UInt8) throws(DeviceFault) {
        try state.withLock { state throws(DeviceFault) in
            if let fault = state.fault { throw fault }
            let before = state.levels.last ?? 0
            state.levels.append(levels)
            state.times.append(now())
            switch kind {
            case .coils: if let angle = MotorModel.angle(of: levels) { pull(&state, to: angle) }
            case .chip: if levels & 1 != 0, before & 1 == 0 { turn(&state, by: levels & 2 != 0 ? 1 : -1) }
            }
        }
    }

    var pressed: PressedEnds {
        get throws(DeviceFault) {
            try state.withLock { state throws(DeviceFault) in
                if let fault = state.fault { throw fault }
                var ends: PressedEnds = []
                if state.rotor <= switches.lowerBound { ends.insert(.low) }
                if state.rotor >= switches.upperBound { ends.insert(.high) }
                return ends.union(state.stuck).subtracting(state.broken)
            }
        }
    }

    private func pull(_ state: inout State, to angle: Int) {
        let way = ((angle - state.rotor) % 8 + 8) % 8
        if way == 4 { state.losses += 1 }
        turn(&state, by: way > 4 ? way - 8 : way == 4 ? 0 : way)
    }

    private func turn(_ state: inout State, by way: Int) {
        state.rotor = min(stops.upperBound, max(stops.lowerBound, state.rotor + way))
        // The rotor carries the head with one flank of the play or the other.
        state.head = min(state.rotor, max(state.rotor - play, state.head))
    }

    /// Where the coils that have current pull the rotor to: halfway between two neighbours.
    private static func angle(of levels: UInt8) -> Int? {
        let coils = (0..<4).filter { levels & (1 << UInt8($0)) != 0 }
        switch coils.count {
        case 1: return coils[0] * 2
        case 2 where coils == [0, 3]: return 7
        case 2 where coils[1] == coils[0] + 1: return coils[0] * 2 + 1
        default: return nil
        }
    }
}

import BoardDevices
import Synchronization

/// A motor's lines on a GPIO chip.
///
/// Lines that were lost with their chip are taken again at the next call, so that a replugged expander needs no restart.
final class GPIOMotorLines: MotorLines {
    private struct State: ~Copyable {
        var lines: LineSet?
    }

    private let wiring: LineGroup
    private let state: Mutex<State>

    /// Takes the lines; all are off then.
    init(_ wiring: LineGroup) throws(DeviceFault) {
        self.wiring = wiring
        let lines = try wiring.outputs()
        state = Mutex(State(lines: lines))
    }

    func set(_ levels: UInt8) throws(DeviceFault) {
        try state.withLock { state throws(DeviceFault) in
            if state.lines == nil { state.lines = try wiring.outputs() }
            do throws(DeviceFault) {
                try state.lines?.set(levels ^ wiring.inverted)
            } catch {
                state.lines = nil
                throw error
            }
        }
    }
}

/// The switches at the ends of an axis on a GPIO chip.
final class GPIOEndSwitches: EndSwitches {
    private struct State: ~Copyable {
        var lines: LineSet?
    }

    private let wiring: LineGroup
    private let ends: [PressedEnds]
    private let state: Mutex<State>

    /// Takes the lines of the switches.
    ///
    /// - Parameters:
    ///   - wiring: their lines.
    ///   - ends: the end of each line.
    init(_ wiring: LineGroup, ends: [PressedEnds]) throws(DeviceFault) {
        self.wiring = wiring
        self.ends = ends
        let lines = try wiring.inputs()
        state = Mutex(State(lines: lines))
    }

    var pressed: PressedEnds {
        get throws(DeviceFault) {
            let levels = try state.withLock { state throws(DeviceFault) -> UInt8 in
                if state.lines == nil { state.lines = try wiring.inputs() }
                do throws(DeviceFault) {
                    return try state.lines?.read() ?? 0
                } catch {
                    state.lines = nil
                    throw error
                }
            }
            let active = levels ^ wiring.inverted
            return ends.enumerated().reduce(into: []) { pressed, end in
                if active & (1 << UInt8(end.offset)) != 0 { pressed.formUnion(end.element) }
            }
        }
    }
}

/// Lines of one chip that belong together, and the levels that mean on.
struct LineGroup: Sendable, Hashable {
    /// The chip as the board file names it.
    let chip: String
    /// The lines in the order of their bits.
    let lines: [LineAddress.Line]
    /// The lines whose low level means on, as bits.
    let inverted: UInt8

    /// The claims to the lines.
    var claims: [Claim] {
        lines.map { LineAddress(chip: chip, line: $0, isActiveLow: false).claim }
    }

    fileprivate func outputs() throws(DeviceFault) -> LineSet {
        try LineSet(chip: chip, lines: lines, outputs: inverted)
    }

    fileprivate func inputs() throws(DeviceFault) -> LineSet {
        try LineSet(chip: chip, lines: lines, outputs: nil)
    }
}

import BoardDevices
import Synchronization

/// A line that is driven.
///
/// A line that was lost with its chip is taken again at the next command, so that a replugged expander needs no restart.
final class OutputLine: DigitalLine {
    private struct State: ~Copyable {
        var handle: LineHandle?
    }

    private let address: LineAddress
    private let state: Mutex<State>

    var settling: Duration { address.settling }

    /// Takes the line; it is off then.
    init(_ address: LineAddress) throws(DeviceFault) {
        self.address = address
        let handle = try LineHandle(address, .output)
        state = Mutex(State(handle: handle))
    }

    func set(_ on: Bool) throws(DeviceFault) {
        try state.withLock { state throws(DeviceFault) in
            if state.handle == nil { state.handle = try LineHandle(address, .output) }
            do throws(DeviceFault) {
                try state.handle?.set(on)
            } catch {
                state.handle = nil
                throw error
            }
        }
    }
}

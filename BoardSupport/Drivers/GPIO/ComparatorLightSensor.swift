import BoardDevices
import Synchronization

/// A light sensor that only knows light and dark: a photodiode behind a comparator, on an input line.
final class ComparatorLightSensor: LightSensor {
    private struct State: ~Copyable {
        var handle: LineHandle?
    }

    private let address: LineAddress
    private let state: Mutex<State>

    /// Takes the line.
    init(_ address: LineAddress) throws(DeviceFault) {
        self.address = address
        let handle = try LineHandle(address, .input)
        state = Mutex(State(handle: handle))
    }

    func light() throws(DeviceFault) -> Int {
        try state.withLock { state throws(DeviceFault) in
            if state.handle == nil { state.handle = try LineHandle(address, .input) }
            do throws(DeviceFault) {
                return try state.handle?.read() == true ? 100 : 0
            } catch {
                state.handle = nil
                throw error
            }
        }
    }
}

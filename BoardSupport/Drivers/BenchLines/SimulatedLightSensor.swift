public import BoardDevices
import Synchronization

/// A light sensor in a room whose light a test sets.
public final class SimulatedLightSensor: LightSensor {
    private struct State {
        var light: Int
        var fault: DeviceFault?
    }

    private let state: Mutex<State>

    /// A sensor that sees so many percent of light.
    public init(light: Int) {
        state = Mutex(State(light: light))
    }

    /// Makes it lighter or darker, 0 to 100.
    public func setLight(_ light: Int) {
        state.withLock { $0.light = light }
    }

    /// Breaks the sensor, so that every reading fails with `fault`; nil repairs it.
    public func setFault(_ fault: DeviceFault?) {
        state.withLock { $0.fault = fault }
    }

    public func light() throws(DeviceFault) -> Int {
        try state.withLock { state throws(DeviceFault) in
            if let fault = state.fault { throw fault }
            return state.light
        }
    }
}

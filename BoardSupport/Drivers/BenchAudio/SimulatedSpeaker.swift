public import BoardDevices
import Synchronization

/// A loudspeaker that makes no sound and remembers its volume.
public final class SimulatedSpeaker: AudioOutput {
    private struct State {
        var volume: Int?
        var fault: DeviceFault?
    }

    private let state = Mutex(State())

    /// A speaker whose volume nobody has set.
    public init() {}

    /// The output volume in percent; nil before it was first set.
    public var volume: Int? { state.withLock { $0.volume } }

    /// Breaks the speaker, so that every command fails with `fault`; nil repairs it.
    public func setFault(_ fault: DeviceFault?) {
        state.withLock { $0.fault = fault }
    }

    public func setVolume(_ percent: Int) throws(DeviceFault) {
        try checkVolume(percent)
        try state.withLock { state throws(DeviceFault) in
            if let fault = state.fault { throw fault }
            state.volume = percent
        }
    }
}

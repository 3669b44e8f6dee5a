public import BoardDevices
import Synchronization

/// A microphone that hears nothing and remembers what it was set to.
public final class SimulatedMicrophone: AudioInput {
    private struct State {
        var volume: Int?
        var captureRate: Int?
        var fault: DeviceFault?
    }

    public let sampleRates: [Int]

    private let state = Mutex(State())

    /// A closed microphone.
    ///
    /// - Parameter sampleRates: the rates that it gives, in Hz.
    public init(sampleRates: [Int] = [8_000, 16_000]) {
        self.sampleRates = sampleRates.sorted()
    }

    /// The input volume in percent; nil before it was first set.
    public var volume: Int? { state.withLock { $0.volume } }

    /// The rate at which the input is open, in Hz; nil while it is closed.
    public var captureRate: Int? { state.withLock { $0.captureRate } }

    /// Breaks the microphone, so that every command fails with `fault`; nil repairs it.
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

    public func setCapture(sampleRate: Int?) throws(DeviceFault) {
        if let sampleRate, !sampleRates.contains(sampleRate) {
            throw DeviceFault(.outOfRange, "sample rate \(sampleRate) Hz: the microphone has \(sampleRates)")
        }
        try state.withLock { state throws(DeviceFault) in
            if let fault = state.fault { throw fault }
            state.captureRate = sampleRate
        }
    }
}

/// Volumes are percent of a device's range.
func checkVolume(_ percent: Int) throws(DeviceFault) {
    guard (1...100).contains(percent) else { throw DeviceFault(.outOfRange, "volume \(percent): expected 1 to 100") }
}

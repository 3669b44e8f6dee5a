/// A microphone or line input. Played by the role `microphone`. Source: CGI sections 3.11 and 3.12.
public protocol AudioInput: Sendable {
    /// The sample rates that it can give, in Hz, lowest first.
    var sampleRates: [Int] { get }

    /// Sets the input volume, 1 to 100 percent of the device's range.
    func setVolume(_ percent: Int) throws(DeviceFault)

    /// Opens the input at a rate and keeps it open, or closes it with nil.
    func setCapture(sampleRate: Int?) throws(DeviceFault)
}

/// A loudspeaker or line output. Played by the role `speaker`.
public protocol AudioOutput: Sendable {
    /// Sets the output volume, 1 to 100 percent of the device's range.
    func setVolume(_ percent: Int) throws(DeviceFault)
}

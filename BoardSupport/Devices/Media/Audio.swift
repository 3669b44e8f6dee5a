public import MediaCore

/// A microphone or line input. Played by the role `microphone`. Source: CGI sections 3.11 and 3.12.
public protocol AudioInput: Sendable {
    /// The sample rates that it can give, in Hz, lowest first.
    var sampleRates: [Int] { get }
    /// Why the device is not there now (unplugged, in use elsewhere), or nil while it is. Read often: must return at once.
    var fault: DeviceFault? { get }

    /// Sets the input volume, 1 to 100 percent of the device's range. A device that is not there takes it on when it comes
    /// back.
    func setVolume(_ percent: Int) throws(DeviceFault)

    /// Starts to deliver sound, each block on the input's own thread; replaces a delivery under way.
    ///
    /// An input that is not there, or goes away, is opened again by itself as long as the delivery lasts; ``fault`` says why
    /// nothing comes.
    ///
    /// - Parameters:
    ///   - sampleRate: one of ``sampleRates``.
    ///   - deliver: takes a block of that rate; must return soon. Capture times rise; where samples were lost, they jump.
    /// - Throws: `outOfRange` for another rate.
    func startCapture(sampleRate: Int, deliver: @escaping @Sendable (SoundBlock) -> Void) throws(DeviceFault)

    /// The same for somebody who can do nothing before `frameSize` samples are there: blocks of that length wake up nobody in vain.
    /// An input may give other blocks all the same.
    func startCapture(
        sampleRate: Int, frameSize: Int, deliver: @escaping @Sendable (SoundBlock) -> Void
    ) throws(DeviceFault)

    /// Stops the delivery and closes the input; when it returns, `deliver` runs no more. Harmless when nothing runs.
    func stopCapture()
}

extension AudioInput {
    public var fault: DeviceFault? { nil }

    public func startCapture(
        sampleRate: Int, frameSize: Int, deliver: @escaping @Sendable (SoundBlock) -> Void
    ) throws(DeviceFault) {
        try startCapture(sampleRate: sampleRate, deliver: deliver)
    }
}

/// A loudspeaker or line output. Played by the role `speaker`.
///
/// Sound is played by one thread at a time: ``open(sampleRate:)``, ``play(_:)`` as often as needed, ``drain()``, ``close()``.
public protocol AudioOutput: Sendable {
    /// Why the device is not there now (unplugged, in use elsewhere), or nil while it is. Read often: must return at once.
    var fault: DeviceFault? { get }

    /// Sets the output volume, 1 to 100 percent of the device's range. A device that is not there takes it on when it comes
    /// back.
    func setVolume(_ percent: Int) throws(DeviceFault)

    /// Opens the output for one channel of 16-bit samples at a rate in Hz; one that is open is closed before. May block
    /// shortly.
    ///
    /// - Throws: why it cannot be played now; `outOfRange` for a rate that is none.
    func open(sampleRate: Int) throws(DeviceFault)

    /// Plays samples after those before. Blocks while the device's buffer is full, a quarter of a second at most in good
    /// health.
    ///
    /// - Throws: why they are not heard; the output is closed then.
    func play(_ samples: [Int16]) throws(DeviceFault)

    /// Waits until everything has been heard; the output stays open.
    func drain()

    /// Closes the output; what was not heard yet is dropped. Harmless when it is closed.
    func close()
}

extension AudioOutput {
    public var fault: DeviceFault? { nil }
}

/// One digital output: a lamp (role `ir-lamp`), a filter (role `ir-cut`), the enable pin of an amplifier (role `amplifier`).
public protocol DigitalLine: Sendable {
    /// How long what hangs on the line takes to be ready once it was switched on: an amplifier, until its output has settled.
    var settling: Duration { get }

    /// Switches the line on or off; polarity is the board file's business.
    func set(_ on: Bool) throws(DeviceFault)
}

extension DigitalLine {
    public var settling: Duration { .zero }
}

/// Tells how light it is where the camera looks. Played by the role `light-sensor`.
public protocol LightSensor: Sendable {
    /// The light now in percent of the sensor's useful range: 0 is dark, 100 is bright day. May block for some milliseconds.
    func light() throws(DeviceFault) -> Int
}

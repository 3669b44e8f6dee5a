/// A pan and tilt mechanism. Played by the role `pan-tilt`. Source: CGI section 3.15.
public protocol PanTiltHead: Sendable {
    /// Where the head may go, in degrees; right and up are positive.
    var limits: HeadLimits { get }
    /// Where the head is now, in degrees.
    var position: HeadPosition { get throws(DeviceFault) }

    /// Moves on at a steady speed until ``stop()``, another command or a limit.
    ///
    /// - Parameters:
    ///   - pan: -1 left, 0 not, 1 right.
    ///   - tilt: -1 down, 0 not, 1 up.
    ///   - speed: 1 (slow) to 10 (fast), mapped to the mechanism's own range.
    func drive(pan: Int, tilt: Int, speed: Int) throws(DeviceFault)

    /// Goes to a position (clamped to the limits) and stays there.
    func go(to position: HeadPosition, speed: Int) throws(DeviceFault)

    /// Stops at once.
    func stop() throws(DeviceFault)
}

/// A motorised lens. Played by the role `lens`.
public protocol Lens: Sendable {
    /// The axes that its motors have; the others answer `not supported`.
    var axes: Set<LensAxis> { get }
    /// Where each axis stands, 0 to 1.
    var position: [LensAxis: Double] { get throws(DeviceFault) }

    /// Drives an axis until ``stop()``, another command on it or its end.
    ///
    /// - Parameter direction: 1 or -1, as in the CGI: zoom narrow, focus near and iris open are 1.
    func drive(_ axis: LensAxis, direction: Int) throws(DeviceFault)

    /// Drives an axis to a position of 0 to 1.
    func go(_ axis: LensAxis, to position: Double) throws(DeviceFault)

    /// Stops all axes at once.
    func stop() throws(DeviceFault)
}

/// What a lens can move.
public enum LensAxis: String, Sendable, Hashable, CaseIterable {
    case zoom, focus, iris
}

/// Where a head points, in degrees.
public struct HeadPosition: Sendable, Hashable {
    /// Right is positive.
    public var pan: Double
    /// Up is positive.
    public var tilt: Double

    /// A direction in degrees.
    public init(pan: Double, tilt: Double) {
        self.pan = pan
        self.tilt = tilt
    }
}

/// How far a head may turn, in degrees.
public struct HeadLimits: Sendable, Hashable {
    /// From left to right.
    public let pan: ClosedRange<Double>
    /// From down to up.
    public let tilt: ClosedRange<Double>

    /// Limits in degrees.
    public init(pan: ClosedRange<Double>, tilt: ClosedRange<Double>) {
        self.pan = pan
        self.tilt = tilt
    }
}

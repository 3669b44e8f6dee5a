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

extension HeadLimits {
    /// The position within the limits that is nearest to `position`.
    public func nearest(to position: HeadPosition) -> HeadPosition {
        HeadPosition(
            pan: min(pan.upperBound, max(pan.lowerBound, position.pan)),
            tilt: min(tilt.upperBound, max(tilt.lowerBound, position.tilt)))
    }

    /// Whether a position lies within the limits.
    public func contains(_ position: HeadPosition) -> Bool {
        pan.contains(position.pan) && tilt.contains(position.tilt)
    }
}

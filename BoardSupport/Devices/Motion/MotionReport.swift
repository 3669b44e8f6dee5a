/// How far a mechanism can be believed about where it stands.
public enum PositionConfidence: String, Sendable, Hashable {
    /// Nobody knows: since power came, it has neither found its reference nor been told where it came to rest.
    case unknown
    /// Told from a durable record where it came to rest.
    case known
    /// It has found its reference, or it measures.
    case homed
}

/// What a head says of itself.
public struct HeadReport: Sendable, Hashable {
    /// Where it points now; nil if it cannot tell. Counted from anywhere while the confidence is `unknown`.
    public var position: HeadPosition?
    /// How far ``position`` can be believed.
    public var confidence: PositionConfidence
    /// Whether it moves. A head that cannot tell says so until it was stopped or its longest way would have ended.
    public var isMoving: Bool
    /// Why the last motion ended early; nil again with the next command.
    public var fault: DeviceFault?

    /// What a head says of itself.
    public init(position: HeadPosition?, confidence: PositionConfidence, isMoving: Bool, fault: DeviceFault? = nil) {
        self.position = position
        self.confidence = confidence
        self.isMoving = isMoving
        self.fault = fault
    }
}

/// What a lens says of itself.
public struct LensReport: Sendable, Hashable {
    /// Where each axis stands, 0 to 1; an axis that cannot tell is missing.
    public var position: [LensAxis: Double]
    /// How far ``position`` can be believed.
    public var confidence: PositionConfidence
    /// Whether any axis moves. An axis that cannot tell says so until it was stopped or its longest way would have ended.
    public var isMoving: Bool
    /// Why the last motion ended early; nil again with the next command.
    public var fault: DeviceFault?

    /// What a lens says of itself.
    public init(position: [LensAxis: Double], confidence: PositionConfidence, isMoving: Bool, fault: DeviceFault? = nil) {
        self.position = position
        self.confidence = confidence
        self.isMoving = isMoving
        self.fault = fault
    }
}

import BoardDevices

/// Whether a command is still wanted when its turn on the line comes: one that a stop has overtaken is not.
typealias Permit = @Sendable () -> Bool

/// What a protocol can have a head do that measures where it is. Calls wait for the head's answer; any thread may make them.
protocol HeadLine: Sendable {
    /// Where the head is, in degrees.
    func position() throws(DeviceFault) -> HeadPosition
    /// Turns the head until it is told otherwise; 0 holds an axis.
    func turn(pan: Int, tilt: Int, speed: Int, if isValid: Permit) throws(DeviceFault)
    /// Turns the head to a place.
    func go(to position: HeadPosition, speed: Int, if isValid: Permit) throws(DeviceFault)
    /// Has the mechanism look for its own reference.
    func seekReference(if isValid: Permit) throws(DeviceFault)
    /// Holds both axes. Waits for nothing.
    func halt() throws(DeviceFault)
}

/// What a protocol can have a lens do.
protocol LensLine: Sendable {
    /// The axes that it moves.
    var axes: Set<LensAxis> { get }
    /// The axes that tell where they stand.
    var measured: Set<LensAxis> { get }
    /// The axes that only move by a step at each command.
    var stepped: Set<LensAxis> { get }
    /// Where an axis stands, 0 to 1.
    func position(of axis: LensAxis) throws(DeviceFault) -> Double
    /// Moves an axis until it is told otherwise (or by a step).
    func turn(_ axis: LensAxis, _ direction: Int, if isValid: Permit) throws(DeviceFault)
    /// Moves an axis to a place of 0 to 1.
    func go(_ axis: LensAxis, to place: Double, if isValid: Permit) throws(DeviceFault)
    /// Holds all axes. Waits for nothing.
    func haltLens() throws(DeviceFault)
}

extension Int {
    /// Speed 1 to 10 on a mechanism's own scale of 1 to `top`.
    func speed(of top: Int) -> UInt8 {
        UInt8(clamping: 1 + (self - 1) * (top - 1) / 9)
    }
}

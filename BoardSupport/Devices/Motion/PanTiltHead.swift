/// A pan and tilt mechanism. Played by the role `pan-tilt`. Source: CGI section 3.15.
///
/// One thread calls everything but ``stop()``, and every command replaces the one under way. The limits always hold, also while
/// the head does not know where it stands (by switches, stalls, or the mechanism's own end stops).
public protocol PanTiltHead: Sendable {
    /// Where the mechanism may go, in degrees; right and up are positive.
    var limits: HeadLimits { get }
    /// Whether the mechanism itself tells its place after any power cut, so that nobody needs to remember it.
    var measuresPosition: Bool { get }
    /// Where the head is now and whether it moves.
    ///
    /// - Throws: the head does not answer.
    var report: HeadReport { get throws(DeviceFault) }
    /// The head's own presets, which stand in for positions on a head that cannot tell where it is; nil where it has none.
    var memory: (any PresetMemory)? { get }

    /// Moves on at a steady speed until ``stop()``, another command or a limit.
    ///
    /// - Parameters:
    ///   - pan: -1 left, 0 not, 1 right.
    ///   - tilt: -1 down, 0 not, 1 up.
    ///   - speed: 1 (slow) to 10 (fast), mapped to the mechanism's own range.
    func drive(pan: Int, tilt: Int, speed: Int) throws(DeviceFault)

    /// Goes to a position (clamped to the limits in force) and stays there.
    ///
    /// - Throws: `unsupported` by a head that cannot tell where it is.
    func go(to position: HeadPosition, speed: Int) throws(DeviceFault)

    /// Begins to look for the mechanism's reference; the confidence is ``PositionConfidence/homed`` when the motion has ended well.
    ///
    /// - Throws: `unsupported` by a head that has no reference.
    func home() throws(DeviceFault)

    /// Takes for true that the head stands at `position`: its owner has a durable record that it came to rest there.
    ///
    /// The confidence becomes ``PositionConfidence/known``. A head that measures ignores it, and so does one that moves.
    func trust(_ position: HeadPosition) throws(DeviceFault)

    /// Keeps every later motion within narrower limits (clamped to ``limits``). A head that stands outside only moves inwards.
    ///
    /// - Throws: `unsupported` by a head that cannot hold others than the mechanism's own.
    func confine(to limits: HeadLimits) throws(DeviceFault)

    /// Stops within 20 ms, also a search for the reference.
    ///
    /// Any thread may call it, also while another call of the same head waits for an answer. That call need not end early; its
    /// caller stops once more when it returns.
    func stop() throws(DeviceFault)
}

extension PanTiltHead {
    public var memory: (any PresetMemory)? { nil }

    public func confine(to limits: HeadLimits) throws(DeviceFault) {
        if limits == self.limits { return }
        throw DeviceFault(.unsupported, "the head holds no limits but the mechanism's own")
    }
}

/// Presets that a head keeps itself, without power too.
public protocol PresetMemory: Sendable {
    /// Keeps the place where the head stands as preset `number`, 1 to 255, in the place of what it was.
    ///
    /// - Throws: `outOfRange` for a number that the head does not have or means something else by.
    func store(_ number: Int) throws(DeviceFault)

    /// Goes to the place of a preset.
    func recall(_ number: Int) throws(DeviceFault)

    /// Forgets a preset.
    func clear(_ number: Int) throws(DeviceFault)
}

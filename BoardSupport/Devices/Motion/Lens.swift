/// A motorised lens. Played by the role `lens`.
///
/// One thread calls everything but ``stop()``. A command replaces the one under way on its axis and leaves the others alone.
public protocol Lens: Sendable {
    /// The axes that its motors have; the others answer `not supported`.
    var axes: Set<LensAxis> { get }
    /// Whether the lens itself tells where its axes stand after any power cut, so that nobody needs to remember it.
    var measuresPosition: Bool { get }
    /// Where the axes are now and whether any moves.
    ///
    /// - Throws: the lens does not answer.
    var report: LensReport { get throws(DeviceFault) }

    /// Drives an axis until ``stop()``, another command on it or its end.
    ///
    /// - Parameter direction: 1 or -1, as in the CGI: zoom narrow, focus near and iris open are 1.
    func drive(_ axis: LensAxis, direction: Int) throws(DeviceFault)

    /// Drives an axis to a position of 0 to 1 (clamped to it) and leaves it there.
    ///
    /// - Throws: `unsupported` by an axis that cannot tell where it stands.
    func go(_ axis: LensAxis, to position: Double) throws(DeviceFault)

    /// Begins to look for the references of all axes; the confidence is ``PositionConfidence/homed`` when the motion has ended
    /// well.
    ///
    /// - Throws: `unsupported` by a lens that has no reference.
    func home() throws(DeviceFault)

    /// Takes for true that the axes stand at `position`: the lens' owner has a durable record that they came to rest there.
    ///
    /// The confidence becomes ``PositionConfidence/known``. A lens that measures ignores it, and so does one that moves.
    func trust(_ position: [LensAxis: Double]) throws(DeviceFault)

    /// Stops all axes within 20 ms, from any thread, as ``PanTiltHead/stop()`` does.
    func stop() throws(DeviceFault)
}

/// What a lens can move.
public enum LensAxis: String, Sendable, Hashable, CaseIterable {
    case zoom, focus, iris
}

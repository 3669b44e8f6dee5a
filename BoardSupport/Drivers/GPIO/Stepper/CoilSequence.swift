/// In which order the four coils of a stepper motor are driven.
enum CoilSequence: String, Sendable, CaseIterable {
    /// Two neighbouring coils at a time, four steps a cycle: the most force.
    case full
    /// One coil and two in turn, eight steps a cycle: the finest steps.
    case half

    /// How many steps bring the coils back to where they were.
    var cycle: Int { levels.count }

    /// The coils that are driven at a step, as bits; bit 0 is the first coil.
    func levels(at step: Int) -> UInt8 {
        let place = step % cycle
        return levels[place < 0 ? place + cycle : place]
    }

    private var levels: [UInt8] {
        switch self {
        case .full: CoilSequence.pairs
        case .half: CoilSequence.halves
        }
    }

    private static let pairs: [UInt8] = [0b0011, 0b0110, 0b1100, 0b1001]
    private static let halves: [UInt8] = [0b0001, 0b0011, 0b0010, 0b0110, 0b0100, 0b1100, 0b1000, 0b1001]
}

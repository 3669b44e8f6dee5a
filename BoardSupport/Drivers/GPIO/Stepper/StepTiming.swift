import MediaCore

/// How late the steps of a head came, against the moments that they were planned for.
struct StepTiming: Sendable {
    /// What one class of lateness holds.
    static let resolution: Duration = .microseconds(10)
    private static let classes = 1_000

    private var counts = [Int](repeating: 0, count: StepTiming.classes)
    /// How many steps were taken.
    private(set) var steps = 0
    /// The latest step, in nanoseconds.
    private(set) var worst: Int64 = 0

    /// Notes a step that came `lateness` nanoseconds after its moment.
    mutating func note(_ lateness: Int64) {
        let late = max(0, lateness)
        steps += 1
        worst = max(worst, late)
        counts[min(StepTiming.classes - 1, Int(late / StepTiming.resolution.wholeNanoseconds))] += 1
    }

    /// The lateness in nanoseconds that a share of the steps (0 to 1) kept, rounded up to ``resolution``; beyond 10 ms the worst.
    func percentile(_ share: Double) -> Int64 {
        let wanted = Int((Double(steps) * share).rounded(.up))
        var sum = 0
        for (index, count) in counts.enumerated() {
            sum += count
            guard sum >= wanted else { continue }
            return index == StepTiming.classes - 1
                ? worst : min(worst, Int64(index + 1) * StepTiming.resolution.wholeNanoseconds)
        }
        return worst
    }
}

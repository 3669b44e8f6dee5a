import MediaCore

/// Decides between day and night by the light. A value without threads or clocks.
///
/// The lamp that comes on at night lights the scene that is measured. Where a day turns out to be so short that only the lamp can
/// have made it, light above the day's threshold has to last eight times as long before the next; unless it grows, beyond what
/// there was when the lamp had settled, by as much as lies between the thresholds: that the lamp cannot do.
struct Twilight: Sendable {
    /// Day or night.
    enum Phase: String, Sendable, Hashable {
        case day, night
    }

    /// When to change.
    struct Thresholds: Sendable, Hashable {
        /// Below so much light, in percent, it is night.
        var night: Int
        /// Above so much light, in percent, it is day.
        var day: Int
        /// How long the light must say so.
        var delay: Duration
    }

    /// Readings tell nothing for so long after a change: lamp, filter and exposure settle.
    static let settling = Duration.seconds(2)
    /// A day that ends sooner was made by the lamp.
    static let shortestDay = Duration.seconds(120)

    private static let patienceStep = 8
    private static let longestPatience = 512
    /// A threshold above this could never be reached.
    private static let highestThreshold = 95
    private static let hour = Duration.seconds(3_600)
    /// More changes than that are not remembered.
    private static let mostFlips = 3_600

    /// What it is now.
    private(set) var phase = Phase.day

    private var changed: MonotonicInstant?
    /// Since when the light says otherwise.
    private var contrary: MonotonicInstant?
    /// Since when it says so beyond what the lamp can do.
    private var certain: MonotonicInstant?
    /// The least light since the lamp came on.
    private var lampLight: Int?
    private var patience = 1
    private var flips: [MonotonicInstant] = []

    /// Takes a reading.
    ///
    /// - Parameters:
    ///   - light: 0 to 100 percent.
    ///   - now: when it was taken.
    ///   - thresholds: when to change.
    /// - Returns: the phase if it has changed.
    mutating func note(_ light: Int, at now: MonotonicInstant, _ thresholds: Thresholds) -> Phase? {
        if let changed, now - changed < Twilight.settling { return nil }
        switch phase {
        case .day:
            certain = light < thresholds.night ? certain ?? now : nil
            contrary = certain
        case .night:
            contrary = light > thresholds.day ? contrary ?? now : nil
            certain = light > beyondLamp(light, thresholds) ? certain ?? now : nil
        }
        let isCertain = certain.map { now - $0 >= thresholds.delay } ?? false
        let isLikely = contrary.map { now - $0 >= thresholds.delay * patience } ?? false
        guard isCertain || isLikely else { return nil }
        learn(at: now)
        return change(to: phase == .day ? .night : .day, at: now)
    }

    /// Makes it day or night whatever the light says.
    ///
    /// - Returns: the phase if it has changed.
    @discardableResult
    mutating func force(_ phase: Phase, at now: MonotonicInstant) -> Phase? {
        patience = 1
        return change(to: phase, at: now)
    }

    /// How often it changed in the hour before `now`.
    func flipsPerHour(at now: MonotonicInstant) -> Int {
        flips.count { now - $0 < Twilight.hour }
    }

    /// The light, in percent, above which it is day whatever the lamp does.
    private mutating func beyondLamp(_ light: Int, _ thresholds: Thresholds) -> Int {
        let own = min(lampLight ?? light, light)
        lampLight = own
        let threshold = own + thresholds.day - thresholds.night
        return threshold > Twilight.highestThreshold ? 100 : max(threshold, thresholds.day)
    }

    /// At dusk: how the day that ends came about.
    private mutating func learn(at now: MonotonicInstant) {
        guard phase == .day, let changed else { return }
        patience =
            now - changed < Twilight.shortestDay
            ? min(patience * Twilight.patienceStep, Twilight.longestPatience) : max(patience / Twilight.patienceStep, 1)
    }

    private mutating func change(to phase: Phase, at now: MonotonicInstant) -> Phase? {
        contrary = nil
        certain = nil
        guard phase != self.phase else { return nil }
        self.phase = phase
        changed = now
        lampLight = nil
        flips.removeAll { now - $0 >= Twilight.hour }
        if flips.count < Twilight.mostFlips { flips.append(now) }
        return phase
    }
}

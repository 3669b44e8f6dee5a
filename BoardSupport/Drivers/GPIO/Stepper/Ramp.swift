/// How a motor gets up to speed: at once to the speed that it can start at, then by a steady acceleration.
///
/// Speed is counted in levels: one step taken on the way up is one level, and as many steps are needed to come down again. So
/// whether a motor must slow down now is a comparison of whole numbers, and every move ends on its step exactly.
struct Ramp: Sendable, Hashable {
    /// The speed that the motor starts at, and stops from, without losing a step, in steps a second.
    let start: Double
    /// The fastest, in steps a second.
    let top: Double
    /// Steps a second, each second.
    let acceleration: Double

    /// The level at which a speed is reached but not passed.
    func level(at speed: Double) -> Int {
        guard speed > start else { return 0 }
        return Int(((speed * speed - start * start) / (2 * acceleration)).rounded(.down))
    }

    /// The speed at a level, in steps a second.
    func speed(at level: Int) -> Double {
        (start * start + 2 * acceleration * Double(level)).squareRoot()
    }

    /// The time from one step to the next at a level, in nanoseconds; never shorter than at the speed `cruise`.
    func period(at level: Int, cruise: Double) -> Int64 {
        Int64(1e9 / min(speed(at: level), cruise))
    }

    /// The time that a move takes from rest to rest, in seconds.
    func time(for steps: Int, cruise: Double) -> Double {
        guard steps > 0 else { return 0 }
        let way = Double(steps)
        guard cruise > start else { return way / cruise }
        let peak = min(cruise * cruise, start * start + acceleration * way).squareRoot()
        let ramps = (peak * peak - start * start) / acceleration
        return 2 * (peak - start) / acceleration + max(0, way - ramps) / peak
    }

    /// The speed at which a move takes about `seconds`, at most `cruise`.
    func cruise(for steps: Int, within seconds: Double, atMost cruise: Double) -> Double {
        guard steps > 0, seconds > 0, time(for: steps, cruise: cruise) < seconds else { return cruise }
        var (slow, fast) = (Double(steps) / seconds / 2, cruise)
        for _ in 0..<32 {
            let middle = (slow + fast) / 2
            if time(for: steps, cruise: middle) > seconds { slow = middle } else { fast = middle }
        }
        return fast
    }
}

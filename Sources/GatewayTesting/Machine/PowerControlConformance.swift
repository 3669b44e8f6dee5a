public import BoardDevices
import Synchronization

/// What every power control promises that can be tested without losing the machine: it asks for a restart once, and says so if
/// none comes.
public struct PowerControlConformance: Sendable {
    /// Counts the restarts that a power control asked for, in place of restarting.
    public final class Restarts: Sendable {
        private let state = Mutex(0)

        /// No restart yet.
        public init() {}

        /// How many were asked for.
        public var count: Int { state.withLock { $0 } }

        /// Notes one.
        public func note() { state.withLock { $0 += 1 } }
    }

    private let power: any PowerControl
    private let restarts: Restarts

    /// A check of a power control whose restarts only count.
    public init(_ power: any PowerControl, restarts: Restarts) {
        self.power = power
        self.restarts = restarts
    }

    /// The promises that the power control breaks, in words.
    public func violations() -> [String] {
        var promises = Promises()
        promises.hold(restarts.count == 0, "does nothing before it is told to")
        promises.refused(.failed, "says so when the restart does not come") { () throws(DeviceFault) in try power.restart() }
        promises.hold(restarts.count == 1, "asks for one restart")
        return promises.broken
    }
}

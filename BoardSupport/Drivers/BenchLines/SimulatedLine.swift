public import BoardDevices
import Synchronization

/// A digital output that leads nowhere.
public final class SimulatedLine: DigitalLine {
    /// The voltage on a line.
    public enum Level: String, Sendable, Hashable, CaseIterable {
        case low, high
    }

    private struct State {
        var level: Level
        var fault: DeviceFault?
    }

    public let settling: Duration
    private let active: Level
    private let state: Mutex<State>

    /// A line that is off.
    ///
    /// - Parameters:
    ///   - active: the level that means on.
    ///   - settling: what hangs on it takes so long to be ready.
    public init(active: Level = .high, settling: Duration = .zero) {
        self.active = active
        self.settling = settling
        state = Mutex(State(level: active == .high ? .low : .high))
    }

    /// The voltage now.
    public var level: Level { state.withLock { $0.level } }

    /// Whether the line is on.
    public var isOn: Bool { level == active }

    /// Breaks the line, so that every command fails with `fault`; nil repairs it.
    public func setFault(_ fault: DeviceFault?) {
        state.withLock { $0.fault = fault }
    }

    public func set(_ on: Bool) throws(DeviceFault) {
        try state.withLock { state throws(DeviceFault) in
            if let fault = state.fault { throw fault }
            state.level = on == (active == .high) ? .high : .low
        }
    }
}

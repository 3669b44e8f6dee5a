public import BoardDevices
import MediaCore
import Synchronization

/// A wall clock of its own, kept apart from the host's by an offset that outlives the process, as a battery-backed clock does.
/// Setting it leaves the host alone; synchronising it with any NTP server brings it back to the host's time. Driver `bench-clock`.
public final class BenchClock: SystemClock, Driver {
    public static let name = "bench-clock"
    public static let summary = "a clock of its own; NTP brings it back to the host's time"
    public static let roles: Set<String> = ["clock"]
    public static let nature = DriverNature.simulation

    private struct State {
        var offset: Int64
        var source = ClockSynchronisation.none
    }

    private let state: Mutex<State>
    private let file: String
    private let host: @Sendable () -> Int64

    /// - Parameters:
    ///   - file: where the offset is kept.
    ///   - host: the host's time in ms since 1970 UTC.
    init(file: String, host: @escaping @Sendable () -> Int64) {
        self.file = file
        self.host = host
        state = Mutex(State(offset: StateFile.read(file).flatMap { Int64($0) } ?? 0))
    }

    public var millisecondsSince1970: Int64 { host() &+ state.withLock { $0.offset } }

    /// Where the clock is corrected from now.
    public var synchronisation: ClockSynchronisation { state.withLock { $0.source } }

    public func set(millisecondsSince1970: Int64) throws(DeviceFault) {
        try keep(offset: millisecondsSince1970 &- host())
    }

    public func setSynchronisation(_ source: ClockSynchronisation) throws(DeviceFault) {
        state.withLock { $0.source = source }
        if case .ntp = source { try keep(offset: 0) }
    }

    private func keep(offset: Int64) throws(DeviceFault) {
        try StateFile.write(file, "\(offset)")
        state.withLock { $0.offset = offset }
    }

    public static func configuration(from section: ConfigSection) {}

    public static func open(_ configuration: Void, host: DriverHost) throws(DeviceFault) -> any Sendable {
        BenchClock(file: host.stateDirectory + "/bench-clock") { WallClock.millisecondsSince1970 }
    }
}

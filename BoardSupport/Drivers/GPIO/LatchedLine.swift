import BoardDevices
import MediaCore
import Synchronization

/// Something that stays where a pulse put it, such as the two-coil drive of an infrared filter: one line moves it on, the
/// other off, and between pulses both rest.
final class LatchedLine: DigitalLine {
    private struct State {
        var pulse: ScheduledWork?
        /// Counts the pulses, so that the end of an old one does not cut a new one short.
        var count: UInt64 = 0
    }

    private let on: OutputLine
    private let off: OutputLine
    private let pulse: Duration
    private let clock: any MonotonicClock
    private let state = Mutex(State())

    /// Takes both lines; they rest.
    init(on: LineAddress, off: LineAddress, pulse: Duration, clock: any MonotonicClock) throws(DeviceFault) {
        self.on = try OutputLine(on)
        self.off = try OutputLine(off)
        self.pulse = pulse
        self.clock = clock
    }

    func set(_ isOn: Bool) throws(DeviceFault) {
        let count = state.withLock { state in
            state.pulse?.cancel()
            state.count += 1
            return state.count
        }
        // Never both coils at once.
        try (isOn ? off : on).set(false)
        try (isOn ? on : off).set(true)
        let end = clock.schedule(after: pulse) { [weak self] in self?.rest(after: count) }
        state.withLock { state in
            if state.count == count { state.pulse = end }
        }
    }

    private func rest(after count: UInt64) {
        guard state.withLock({ $0.count == count }) else { return }
        for line in [on, off] { try? line.set(false) }
    }
}

import MediaCore
import Synchronization

/// Notices that a camera gives no pictures while they are needed, and asks for stand-ins until it does again.
final class SignalWatch: Sendable {
    private struct State {
        /// Counts the times that pictures were needed; nil while they are not.
        var watch: UInt64?
        var watches: UInt64 = 0
        var heard = MonotonicInstant(nanoseconds: 0)
        var last: Frame?
        var keepsLast = false
        var kept = MonotonicInstant(nanoseconds: 0)
        var next: ScheduledWork?
        var standIn: (@Sendable () -> Void)?
    }

    private let clock: any MonotonicClock
    private let state = Mutex(State())

    /// Silence that means that the signal is lost.
    private static let patience = Duration.seconds(2)
    private static let pace = Duration.milliseconds(200)
    private static let keeping = Duration.seconds(1)

    init(clock: any MonotonicClock) {
        self.clock = clock
    }

    /// Whether pictures are needed and there were none for too long.
    var isLost: Bool {
        state.withLock { $0.watch != nil && clock.now - $0.heard >= SignalWatch.patience }
    }

    /// A picture of the camera since somebody looks at them: the last, or one from at most a second before it.
    var last: Frame? { state.withLock { $0.last } }

    /// Whether ``last`` is kept: a picture of 1080p takes three megabytes, and a copy when the next stage draws into it.
    var keepsLast: Bool {
        get { state.withLock { $0.keepsLast } }
        set {
            state.withLock { state in
                state.keepsLast = newValue
                if !newValue { state.last = nil }
            }
        }
    }

    /// Pictures are needed from now on.
    ///
    /// - Parameter standIn: called every 200 ms while the signal is lost, on the clock's thread; must return at once.
    func begin(_ standIn: @escaping @Sendable () -> Void) {
        state.withLock { state in
            state.standIn = standIn
            state.watches += 1
            state.watch = state.watches
            state.heard = clock.now
            plan(state.watches, after: SignalWatch.patience, &state)
        }
    }

    /// Notes a picture of the camera.
    func note(_ frame: Frame) {
        state.withLock { state in
            guard state.watch != nil else { return }
            let now = clock.now
            state.heard = now
            // One of each second is kept: kept, a picture's memory is neither drawn into nor used again by the next.
            guard state.keepsLast, state.last == nil || now - state.kept >= SignalWatch.keeping else { return }
            state.kept = now
            state.last = frame
        }
    }

    /// Pictures are not needed any more; the last one goes back to where it came from.
    func end() {
        state.withLock { state in
            state.watch = nil
            state.last = nil
            state.standIn = nil
            state.next?.cancel()
            state.next = nil
        }
    }

    private func plan(_ watch: UInt64, after delay: Duration, _ state: inout State) {
        state.next?.cancel()
        state.next = clock.schedule(after: delay) { [weak self] in self?.look(watch) }
    }

    private func look(_ watch: UInt64) {
        let standIn = state.withLock { state -> (@Sendable () -> Void)? in
            guard state.watch == watch else { return nil }
            let rest = SignalWatch.patience - (clock.now - state.heard)
            plan(watch, after: rest > .zero ? rest : SignalWatch.pace, &state)
            return rest > .zero ? nil : state.standIn
        }
        standIn?()
    }
}

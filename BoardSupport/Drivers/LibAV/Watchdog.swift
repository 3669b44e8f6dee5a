import MediaCore
import Synchronization

/// Tells libavformat to give up: when the camera is stopped, or when the other side has been silent for too long.
final class Watchdog: Sendable {
    /// How long the other side may be silent.
    static let patience = Duration.seconds(10)

    private let stopped = Atomic(false)
    private let lastSign = Atomic(MonotonicInstant.now.nanoseconds)

    /// Something came.
    func sign() {
        lastSign.store(MonotonicInstant.now.nanoseconds, ordering: .relaxed)
    }

    /// Ends whatever the library waits for.
    func stop() {
        stopped.store(true, ordering: .releasing)
    }

    /// Whether the library must return.
    var isOver: Bool {
        let last = MonotonicInstant(nanoseconds: lastSign.load(ordering: .relaxed))
        return stopped.load(ordering: .acquiring) || .now - last > Watchdog.patience
    }
}

import BoardDevices
import Logging
import MediaCore
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The thread that moves a head: it sleeps until a step is due, takes it, and sleeps again.
///
/// It sleeps against absolute times of the kernel's clock, so that lateness does not add up, and it asks for real-time priority, so
/// that other work of the machine does not delay a step.
final class StepThread: Sendable {
    /// The longest sleep while a motor turns, so that a stop acts in time at any speed.
    private static let slice: Duration = .milliseconds(5)
    /// Above ordinary work, below the kernel's own threads.
    private static let priority: Int32 = 40

    private let bell = Bell()
    private let isEnded = Atomic(false)
    private let thread = Mutex<BackgroundThread?>(nil)

    /// Starts a thread that calls `beat` whenever something is due, until that returns `gone`.
    init(name: String, logger: Logger, _ beat: @escaping @Sendable (MonotonicInstant) -> Beat) {
        let started = BackgroundThread(name: name) { [weak self, bell] in
            StepThread.claimPriority(logger)
            while true {
                let next = beat(.now)
                guard let self, !self.isEnded.load(ordering: .acquiring) else { return }
                switch next {
                case .gone: return
                case .resting: bell.wait()
                case .due(let moment): self.sleep(until: moment)
                }
            }
        }
        thread.withLock { $0 = started }
    }

    /// Has the thread look at once whether something is due.
    func wake() { bell.ring() }

    /// Ends the thread.
    func end() {
        isEnded.store(true, ordering: .releasing)
        bell.ring()
    }

    private func sleep(until moment: MonotonicInstant) {
        let rest = moment - .now
        if rest > StepThread.slice * 2 {
            // Nothing turns, or very slowly: a command may wake the thread.
            bell.wait(until: moment + (.zero - StepThread.slice))
            return
        }
        var time = min(moment, MonotonicInstant.now + StepThread.slice).specification
        while clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil) == EINTR {}
    }

    private static func claimPriority(_ logger: Logger) {
        var parameters = sched_param()
        parameters.sched_priority = priority
        guard pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameters) != 0 else { return }
        logger.notice("motor steps have no real-time priority and may come late; allow it with LimitRTPRIO=40")
    }
}

/// What a beat of a head says of the next one.
enum Beat: Sendable {
    /// Something is due then.
    case due(MonotonicInstant)
    /// Nothing, until the next command.
    case resting
    /// There is no head any more.
    case gone
}

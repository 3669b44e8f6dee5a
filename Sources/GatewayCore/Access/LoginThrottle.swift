import MediaCore
import Synchronization

/// Slows down who guesses passwords, by source and never by user: nobody can lock a user out (ruling 1.12).
final class LoginThrottle: Sendable {
    private static let window = Duration.seconds(60)
    private static let free = 5
    private static let knownSources = 4_096

    private let failures = Mutex<[String: [MonotonicInstant]]>([:])
    private let clock: any MonotonicClock

    init(clock: any MonotonicClock) {
        self.clock = clock
    }

    /// Notes a failed login.
    ///
    /// - Returns: how long its answer is to be held back: nothing for the first five within a minute, then 1 to 4 s.
    func failed(from source: String) -> Duration {
        let now = clock.now
        let count = failures.withLock { failures -> Int in
            if failures.count >= LoginThrottle.knownSources {
                failures = failures.filter { _, times in times.contains { now - $0 < LoginThrottle.window } }
                if failures.count >= LoginThrottle.knownSources, let victim = failures.keys.first {
                    failures[victim] = nil
                }
            }
            var recent = (failures[source] ?? []).filter { now - $0 < LoginThrottle.window }
            recent.append(now)
            failures[source] = recent.suffix(LoginThrottle.free + 4)
            return recent.count
        }
        return .seconds(min(4, max(0, count - LoginThrottle.free)))
    }

    /// Notes a correct login, which clears the count.
    func succeeded(from source: String) {
        failures.withLock { $0[source] = nil }
    }
}

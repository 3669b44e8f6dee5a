import Dispatch
@testable import GatewayCore
import Synchronization
import Testing

@Suite("Password hashes")
struct PasswordHashingTests {
    private let cost = PasswordCost(rounds: 16)

    @Test("a hash fits its password only, and two hashes of one password are unlike")
    func matching() throws {
        let password = try #require(Password("pässwörd"))
        let first = try PasswordHash(password, cost: cost)
        let second = try PasswordHash(password, cost: cost)
        #expect(first != second)
        #expect(try first.matches(password) && second.matches(password))
        #expect(try !first.matches(try #require(Password("passwörd"))))
    }

    @Test("a truncated stored hash fits nothing")
    func truncated() throws {
        let password = try #require(Password("secret"))
        var hash = try PasswordHash(password, cost: cost)
        hash.key = []
        #expect(try !hash.matches(password))
    }

    /// Counts how many run at once.
    private final class Gauge: Sendable {
        private let state = Mutex((now: 0, most: 0))
        var most: Int { state.withLock { $0.most } }

        func pass(_ inside: () -> Void = {}) {
            state.withLock { state in
                state.now += 1
                state.most = max(state.most, state.now)
            }
            inside()
            state.withLock { $0.now -= 1 }
        }
    }

    @Test("two hashes are made at a time, and never a third")
    func twoAtATime() async throws {
        let hashing = PasswordHashing(cost: cost)
        let gauge = Gauge()
        let (one, other) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        // Each waits inside for the other: both end only if they run at once.
        async let first: Void = hashing.run {
            gauge.pass {
                one.signal()
                other.wait()
            }
        }
        async let second: Void = hashing.run {
            gauge.pass {
                other.signal()
                one.wait()
            }
        }
        _ = try await (first, second)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<40 { group.addTask { try await hashing.run { gauge.pass() } } }
            try await group.waitForAll()
        }
        #expect(gauge.most == 2)
    }

    @Test("what waits for a hash is bounded, and the rest is refused at once")
    func bounded() async {
        let hashing = PasswordHashing(cost: cost)
        let release = DispatchSemaphore(value: 0)
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    do {
                        try await hashing.run { release.wait() }
                        return true
                    } catch {
                        return false
                    }
                }
            }
            // 128 may wait and two may be at work; the other 70 are refused while nothing moves.
            var left = 200
            while left > 130, let isDone = await group.next() {
                left -= 1
                #expect(!isDone)
            }
            for _ in 0..<left { release.signal() }
        }
    }
}

import MediaCore
import Synchronization

/// Runs password hashes, at most two at a time: each takes 16 MiB and a core (ruling 1.12).
final class PasswordHashing: Sendable {
    private let cost: PasswordCost
    private let workers = [Worker(name: "password-1", capacity: 64), Worker(name: "password-2", capacity: 64)]
    private let next = Atomic<Int>(0)

    init(cost: PasswordCost) {
        self.cost = cost
    }

    func hash(_ password: Password) async throws -> PasswordHash {
        try await run { [cost] in try PasswordHash(password, cost: cost) }
    }

    func matches(_ hash: PasswordHash, _ password: Password) async throws -> Bool {
        try await run { try hash.matches(password) }
    }

    /// Does work on one of the two threads.
    func run<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await workers[next.wrappingAdd(1, ordering: .relaxed).oldValue & 1].run(work)
    }
}

import GatewayCore
import GatewayTesting
import Logging
import MediaCore
import Testing

@Suite("Logins")
struct LoginTests {
    private let clock = ManualClock()
    private let store = MemoryStore()

    private func access(rounds: Int = 16) async throws -> Access {
        let administrator = FactoryUser(name: try name("admin"), password: try password("admin"))
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let access = Access(
            store: store, administrator: administrator, cost: PasswordCost(rounds: rounds), clock: clock, logger: logger)
        await access.prepare()
        return access
    }

    private func name(_ text: String) throws -> UserName { try #require(UserName(text)) }
    private func password(_ text: String) throws -> Password { try #require(Password(text)) }

    private func fail(_ access: Access, times: Int, from source: String) async throws {
        for _ in 0..<times {
            #expect(try await access.login(name("admin"), password("wrong"), source: source) == nil)
        }
    }

    /// Begins a wrong login and returns it once its answer is being held back.
    private func held(_ access: Access, from source: String) async throws -> Task<Bool, any Error> {
        let before = clock.waiting
        let login = Task { try await access.login(name("admin"), password("wrong"), source: source) == nil }
        while clock.waiting == before { await Task.yield() }
        return login
    }

    @Test("five wrong logins of a source are answered at once, later ones 1, 2, 3, 4 and again 4 s late")
    func throttle() async throws {
        let access = try await access()
        try await fail(access, times: 5, from: "a")
        for seconds in [1, 2, 3, 4, 4] {
            let login = try await held(access, from: "a")
            clock.advance(by: .seconds(seconds) - .nanoseconds(1))
            #expect(clock.waiting == 1)
            clock.advance(by: .nanoseconds(1))
            #expect(try await login.value)
        }
    }

    @Test("a source pays for itself alone")
    func bySource() async throws {
        let access = try await access()
        try await fail(access, times: 5, from: "a")
        try await fail(access, times: 5, from: "b")
        #expect(clock.waiting == 0)
    }

    @Test("a correct login is not delayed and clears the count")
    func correctLogin() async throws {
        let access = try await access()
        try await fail(access, times: 5, from: "a")
        #expect(try await access.login(name("admin"), password("admin"), source: "a")?.privilege == .administrator)
        try await fail(access, times: 5, from: "a")
        #expect(clock.waiting == 0)
    }

    @Test("failures older than a minute are forgotten")
    func window() async throws {
        let access = try await access()
        try await fail(access, times: 5, from: "a")
        clock.advance(by: .seconds(60))
        try await fail(access, times: 5, from: "a")
        #expect(clock.waiting == 0)
    }

    @Test("a verified pair is known for 60 s after its last use, and a changed password forgets it")
    func verifiedPairs() async throws {
        let access = try await access()
        func recent(_ secret: String) throws -> Bool {
            try access.recentLogin(name("admin"), password(secret), source: "a") != nil
        }
        #expect(try !recent("admin"))
        _ = try await access.login(name("admin"), password("admin"), source: "a")
        clock.advance(by: .seconds(59))
        #expect(try recent("admin"))
        #expect(try !recent("admiN"))
        clock.advance(by: .seconds(59))
        #expect(try recent("admin"))
        clock.advance(by: .seconds(60))
        #expect(try !recent("admin"))
        _ = try await access.login(name("admin"), password("admin"), source: "a")
        try await access.editUser(name("admin"), password: password("new"), privilege: nil, enabled: nil)
        #expect(try !recent("admin"))
        #expect(try await access.login(name("admin"), password("admin"), source: "a") == nil)
    }

    @Test("a user who was disabled is refused even though the pair was verified a moment ago")
    func disabledAfterVerification() async throws {
        let access = try await access()
        try await access.addUser(name("eve"), password: password("pw"), privilege: .user, enabled: true)
        #expect(try await access.login(name("eve"), password("pw"), source: "a") != nil)
        try await access.editUser(name("eve"), password: nil, privilege: nil, enabled: false)
        #expect(try access.recentLogin(name("eve"), password("pw"), source: "a") == nil)
        #expect(try await access.login(name("eve"), password("pw"), source: "a") == nil)
    }

    @Test("unknown and disabled users cost a whole hash, as a wrong password does")
    func equalTreatment() async throws {
        let access = try await access(rounds: 8_192)
        try await access.addUser(name("off"), password: password("pw"), privilege: .user, enabled: false)
        func time(_ user: String, _ secret: String) async throws -> Duration {
            let begun = ContinuousClock.now
            #expect(try await access.login(name(user), password(secret), source: user) == nil)
            return begun.duration(to: .now)
        }
        var hash = Duration.seconds(60)
        for _ in 0..<3 { hash = min(hash, try await time("admin", "wrong")) }
        // Without a hash these would take a thousandth of it.
        #expect(try await time("nobody", "pw") > hash / 4)
        #expect(try await time("off", "pw") > hash / 4)
    }

    @Test("the first administrator can log in while its hash is still being made")
    func firstLogin() async throws {
        let administrator = FactoryUser(name: try name("admin"), password: try password("admin"))
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let access = Access(
            store: store, administrator: administrator, cost: PasswordCost(rounds: 16), clock: clock, logger: logger)
        #expect(try await access.login(name("admin"), password("wrong"), source: "a") == nil)
        #expect(try await access.login(name("admin"), password("admin"), source: "a") != nil)
        let stored = try #require(store.values(in: "users")["admin"])
        #expect(!stored.contains("\"admin\",\"password\""))
        #expect(!stored.contains("\"password\""))
    }
}

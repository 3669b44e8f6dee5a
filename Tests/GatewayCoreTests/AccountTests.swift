import GatewayCore
import GatewayTesting
import Logging
import MediaCore
import Synchronization
import Testing

@Suite("Users")
struct AccountTests {
    private let store = MemoryStore()

    private func access() async throws -> Access {
        let administrator = FactoryUser(name: try name("admin"), password: try #require(Password("admin")))
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let access = Access(
            store: store, administrator: administrator, cost: PasswordCost(rounds: 16), clock: ManualClock(), logger: logger)
        await access.prepare()
        return access
    }

    private func name(_ text: String) throws -> UserName { try #require(UserName(text)) }

    private func add(_ user: String, _ privilege: Privilege, to access: Access, enabled: Bool = true) async throws {
        try await access.addUser(name(user), password: #require(Password("pw")), privilege: privilege, enabled: enabled)
    }

    @Test("users, their order, privileges and passwords survive a restart")
    func restart() async throws {
        let before = try await access()
        try await add("zoe", .operator, to: before)
        try await add("bob", .user, to: before, enabled: false)
        try await before.editUser(name("admin"), password: Password("changed"), privilege: nil, enabled: nil)
        let after = try await access()
        #expect(after.userList == before.userList)
        #expect(after.userList.map(\.name) == ["admin", "zoe", "bob"])
        #expect(try await after.login(name("admin"), #require(Password("changed")), source: "a") != nil)
        #expect(try await after.login(name("admin"), #require(Password("admin")), source: "a") == nil)
        #expect(try await after.login(name("zoe"), #require(Password("pw")), source: "a")?.privilege == .operator)
    }

    @Test("the factory administrator does not come back while there are other users")
    func deletedAdministrator() async throws {
        let before = try await access()
        try await add("root", .administrator, to: before)
        try await before.deleteUser(name("admin"))
        #expect(try await access().userList.map(\.name) == ["root"])
    }

    @Test("the last enabled administrator cannot be deleted, disabled or demoted")
    func lastAdministrator() async throws {
        let access = try await access()
        try await add("spare", .administrator, to: access, enabled: false)
        let admin = try name("admin")
        func isRefused(_ work: () async throws(UserChangeFailure) -> Void) async -> Bool {
            do throws(UserChangeFailure) {
                try await work()
                return false
            } catch {
                if case .lastAdministrator = error { return true }
                return false
            }
        }
        #expect(await isRefused { () throws(UserChangeFailure) in try await access.deleteUser(admin) })
        #expect(
            await isRefused { () throws(UserChangeFailure) in
                try await access.editUser(admin, password: nil, privilege: nil, enabled: false)
            })
        #expect(
            await isRefused { () throws(UserChangeFailure) in
                try await access.editUser(admin, password: nil, privilege: .operator, enabled: nil)
            })
        #expect(access.userList[0].privilege == .administrator && access.userList[0].enabled)
        try await access.editUser(name("spare"), password: nil, privilege: nil, enabled: true)
        try await access.deleteUser(admin)
        #expect(access.userList.map(\.name) == ["spare"])
    }

    @Test("of two administrators who delete each other at the same moment one stays")
    func crossDeletion() async throws {
        let access = try await access()
        try await add("root", .administrator, to: access)
        async let first: Void? = try? access.deleteUser(name("admin"))
        async let second: Void? = try? access.deleteUser(name("root"))
        _ = await (first, second)
        #expect(access.userList.count == 1)
    }

    @Test("a full store changes no user")
    func fullStore() async throws {
        let access = try await access()
        try await add("bob", .user, to: access)
        store.setFull(true)
        await #expect(throws: UserChangeFailure.self) { try await add("eve", .user, to: access) }
        await #expect(throws: UserChangeFailure.self) { try await access.deleteUser(name("bob")) }
        await #expect(throws: UserChangeFailure.self) {
            try await access.editUser(name("bob"), password: Password("new"), privilege: .operator, enabled: nil)
        }
        #expect(access.userList.map(\.name) == ["admin", "bob"])
        #expect(try await access.login(name("bob"), #require(Password("pw")), source: "a")?.privilege == .user)
    }

    @Test("who listens learns whose rights ended, and whether the user is shut out")
    func endings() async throws {
        let access = try await access()
        try await add("bob", .user, to: access)
        let heard = Mutex<[String]>([])
        let listening = access.ended.subscribe { end in heard.withLock { $0.append("\(end.user) \(end.isExclusion)") } }
        let bob = try name("bob")
        try await access.editUser(bob, password: nil, privilege: .operator, enabled: nil)
        try await access.editUser(bob, password: Password("new"), privilege: nil, enabled: nil)
        try await access.editUser(bob, password: nil, privilege: nil, enabled: false)
        try await access.deleteUser(bob)
        listening.cancel()
        #expect(heard.withLock { $0 } == ["bob false", "bob true", "bob true"])
    }

    @Test("a stored user that cannot be read is left out; the others can log in")
    func damagedUser() async throws {
        let before = try await access()
        try await add("bob", .user, to: before)
        try await store.write("users", ["bob": "{\"name\":", "x": "{}"])
        let after = try await access()
        #expect(after.userList.map(\.name) == ["admin"])
        #expect(try await after.login(name("admin"), #require(Password("admin")), source: "a") != nil)
    }

    @Test("two spellings of a name are two users in the store too")
    func spellings() async throws {
        let before = try await access()
        try await add("\u{E9}", .user, to: before)
        try await add("e\u{301}", .operator, to: before)
        let privileges = try await access().userList.map(\.privilege)
        #expect(privileges == [.administrator, .user, .operator])
    }
}

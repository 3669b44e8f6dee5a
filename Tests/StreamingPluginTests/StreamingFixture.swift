import BoardDevices
import GatewayCore
import GatewayTesting
import MediaCore
import Synchronization

@testable import StreamingPlugin

/// A gateway in memory with the streaming module on a port of its own, and cameras made by hand.
struct StreamingFixture {
    let feeds: FakeFeeds
    let test: TestGateway
    let streaming: Streaming
    let port: Int
    /// The camera's wall clock, which goes with the monotonic one until it is set.
    let wall: FollowingClock

    init(_ feeds: FakeFeeds = FakeFeeds(), sound: FakeSound? = nil, listen: String = "127.0.0.1:0") async throws {
        let contracts = Contracts()
        if let sound {
            contracts.offer((any SoundFeed).self, sound)
            contracts.offer((any TalkBack).self, sound)
        }
        contracts.offer((any VideoFeeds).self, feeds)
        self.feeds = feeds
        let clock = ManualClock()
        let wall = FollowingClock(clock)
        self.wall = wall
        test = try await TestGateway(
            plugins: [Streaming.self], devices: [(["clock"], wall as any SystemClock)], clock: clock,
            product: ["listen.rtsp": listen], contracts: contracts)
        guard let module = test.gateway.modules.first, let streaming = try module.outcome.get() as? Streaming,
            let port = streaming.port
        else { throw TestFailure() }
        self.streaming = streaming
        self.port = port
    }

    func client() async throws -> RTSPClient { try await RTSPClient.connect(port) }

    /// Adds a user and returns its `Authorization` field.
    func addUser(_ name: String, basic: String, privilege: Privilege = .user) async throws -> String {
        guard let user = UserName(name), let password = Password("secret") else { throw TestFailure() }
        try await test.gateway.access.addUser(user, password: password, privilege: privilege, enabled: true)
        return "Authorization: Basic \(basic)"
    }

    /// Opens a CGI session and returns its uid.
    func uid(of name: String, password: String) async throws -> String {
        let access = test.gateway.access
        guard let user = UserName(name), let password = Password(password),
            let caller = try await access.login(user, password, source: "192.0.2.1"),
            let uid = access.openSession(for: caller)
        else { throw TestFailure() }
        return uid
    }

    /// Waits until the main stream has as many readers.
    func waitForReaders(_ count: Int) async {
        for await now in feeds.readers where now == count { return }
    }

    /// Runs a body with a fixture and stops it afterwards.
    static func run(
        _ feeds: FakeFeeds = FakeFeeds(), sound: FakeSound? = nil, _ body: (StreamingFixture) async throws -> Void
    ) async throws {
        let fixture = try await StreamingFixture(feeds, sound: sound)
        do {
            try await body(fixture)
        } catch {
            await fixture.test.gateway.stop()
            throw error
        }
        await fixture.test.gateway.stop()
    }
}

extension StreamingFixture {
    /// Returns when everything has been done that reached the server before: it answers what comes later on the same loop.
    func settle() async throws {
        for _ in 0..<2 {
            let other = try await client()
            _ = try await other.request("OPTIONS", "*")
            await other.close()
        }
    }
}

/// A wall clock that goes with a clock that a test moves.
final class FollowingClock: SystemClock {
    private let monotonic: ManualClock
    private let offset = Mutex<Int64>(1_700_000_000_000)

    init(_ monotonic: ManualClock) { self.monotonic = monotonic }

    var millisecondsSince1970: Int64 { monotonic.now.nanoseconds / 1_000_000 + offset.withLock { $0 } }

    func set(millisecondsSince1970: Int64) {
        let now = monotonic.now.nanoseconds / 1_000_000
        offset.withLock { $0 = millisecondsSince1970 - now }
    }

    func setSynchronisation(_ source: ClockSynchronisation) {}
}

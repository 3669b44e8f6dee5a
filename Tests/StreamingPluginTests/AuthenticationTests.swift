import GatewayCore
import GatewayTesting
import MediaCore
import Testing

@testable import StreamingPlugin

@Suite("Who may watch", .timeLimit(.minutes(1)))
struct AuthenticationTests {
    private static let viewer = "dmlld2VyOnNlY3JldA=="

    @Test(
        "without the right credentials nobody watches",
        arguments: [
            ([], ""), (["Authorization: Basic YWRtaW46d3Jvbmc="], ""), (["Authorization: Basic !"], ""),
            (["Authorization: Digest username=\"admin\""], ""), ([], "?uid="), ([], "?uid=00000000000000000000000000000000"),
            ([], "?uid=\u{2A}"), (["Authorization:"], ""),
        ])
    func refuses(fields: [String], query: String) async throws {
        try await StreamingFixture.run { fixture in
            let client = try await fixture.client()
            // Five wrong passwords are answered at once; the sixth would be held back.
            for method in ["DESCRIBE", "SETUP", "PLAY", "TEARDOWN", "GET_PARAMETER"] {
                let answer = try await client.request(method, "/stream1\(query)", fields)
                #expect(answer.status == 401)
                #expect(answer["WWW-Authenticate"].hasPrefix("Basic realm="))
            }
            #expect(fixture.feeds.readerCount == 0)
            #expect(try await client.request("OPTIONS", "/stream1").status == 200)
            #expect(try await client.request("DESCRIBE", "/stream1", [RTSPClient.admin]).status == 200)
            #expect(try await client.request("DESCRIBE", "/stream1").status == 200)
        }
    }

    @Test("a plain user may watch")
    func plainUser() async throws {
        try await StreamingFixture.run { fixture in
            let field = try await fixture.addUser("viewer", basic: Self.viewer)
            let client = try await fixture.client()
            #expect(try await client.play("/stream1", [field]).status == 200)
        }
    }

    @Test("a uid opens the stream, wherever clients put the track behind it", arguments: ["/stream1?uid=", "/stream1/?uid="])
    func uid(path: String) async throws {
        try await StreamingFixture.run { fixture in
            let uid = try await fixture.uid(of: "admin", password: "admin")
            for track in ["", "/trackID=0"] {
                let client = try await fixture.client()
                #expect(try await client.request("DESCRIBE", path + uid).status == 200)
                let setup = try await client.request("SETUP", path + uid + track, ["Transport: RTP/AVP/TCP;unicast"])
                #expect(setup.status == 200)
                #expect(try await client.request("PLAY", path + uid).status == 200)
                await client.close()
            }
        }
    }

    @Test("requests keep a uid alive; a session goes on when its uid has expired, but no new one begins")
    func uidExpires() async throws {
        try await StreamingFixture.run { fixture in
            let uid = try await fixture.uid(of: "admin", password: "admin")
            let client = try await fixture.client()
            try await client.play("/stream1?uid=\(uid)", [])
            fixture.test.clock.advance(by: .seconds(40))
            #expect(try await client.request("GET_PARAMETER", "/stream1?uid=\(uid)").status == 200)
            fixture.test.clock.advance(by: .seconds(40))
            #expect(fixture.test.gateway.access.caller(uid: uid) != nil)
            #expect(try await client.request("GET_PARAMETER", "/stream1").status == 200)
            fixture.test.clock.advance(by: .seconds(30))
            #expect(fixture.test.gateway.access.caller(uid: uid) == nil)
            #expect(try await client.request("GET_PARAMETER", "/stream1?uid=\(uid)").status == 200)
            #expect(fixture.feeds.readerCount == 1)
            let other = try await fixture.client()
            #expect(try await other.request("DESCRIBE", "/stream1?uid=\(uid)").status == 401)
        }
    }

    @Test("watching ends with a good-bye when the user is deleted or disabled", arguments: [true, false])
    func exclusion(isDeleted: Bool) async throws {
        try await StreamingFixture.run { fixture in
            let field = try await fixture.addUser("viewer", basic: Self.viewer)
            let (client, other) = (try await fixture.client(), try await fixture.client())
            try await client.play("/stream1", [field])
            try await other.play("/stream2")
            let name = try #require(UserName("viewer"))
            if isDeleted {
                try await fixture.test.gateway.access.deleteUser(name)
            } else {
                try await fixture.test.gateway.access.editUser(name, password: nil, privilege: nil, enabled: false)
            }
            var last: RTSPClient.Frame?
            while let frame = await client.frame() { last = frame }
            #expect(last?.channel == 1)
            #expect(last?.bytes.suffix(8).prefix(2) == [0x81, 203])
            #expect(fixture.feeds.readerCount == 0)
            #expect(try await other.request("GET_PARAMETER", "/stream2").status == 200)
            let again = try await fixture.client()
            #expect(try await again.request("DESCRIBE", "/stream1", [field]).status == 401)
        }
    }

    @Test("a new password leaves a playing session alone, but must be shown for the next")
    func newPassword() async throws {
        try await StreamingFixture.run { fixture in
            let field = try await fixture.addUser("viewer", basic: Self.viewer)
            let client = try await fixture.client()
            try await client.play("/stream1", [field])
            let name = try #require(UserName("viewer"))
            try await fixture.test.gateway.access.editUser(name, password: Password("new"), privilege: nil, enabled: nil)
            #expect(try await client.request("GET_PARAMETER", "/stream1").status == 200)
            #expect(try await client.request("TEARDOWN", "/stream1").status == 200)
            #expect(try await client.request("DESCRIBE", "/stream1").status == 401)
            #expect(try await client.request("DESCRIBE", "/stream1", [field]).status == 401)
        }
    }

    @Test("a session belongs to its connection")
    func foreignSession() async throws {
        try await StreamingFixture.run { fixture in
            let client = try await fixture.client()
            let id = try await client.play()["Session"]
            let other = try await fixture.client()
            for method in ["PLAY", "PAUSE", "TEARDOWN", "GET_PARAMETER", "OPTIONS", "SETUP"] {
                let answer = try await other.request(method, "/stream1", [RTSPClient.admin, "Session: \(id)"])
                #expect(answer.status == 454)
            }
            #expect(fixture.feeds.readerCount == 1)
        }
    }
}

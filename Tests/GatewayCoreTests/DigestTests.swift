import GatewayTesting
import Logging
import MediaCore
import Testing

@testable import GatewayCore

@Suite("Logins by Digest")
struct DigestTests {
    private let clock = ManualClock()
    private let store = MemoryStore()
    private static let uri = "rtsp://127.0.0.1:554/stream1"

    private func access(key: DeviceKey) async throws -> Access {
        let administrator = FactoryUser(name: try name("admin"), password: try password("admin"))
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let access = Access(
            store: store, administrator: administrator, cost: PasswordCost(rounds: 16), deviceKey: key, clock: clock,
            logger: logger)
        await access.prepare()
        return access
    }

    private func name(_ text: String) throws -> UserName { try #require(UserName(text)) }
    private func password(_ text: String) throws -> Password { try #require(Password(text)) }

    /// What a client with a password sends for a challenge.
    private func proof(
        _ challenge: String, user: String = "admin", password text: String = "admin", method: String = "PLAY"
    ) throws -> DigestProof {
        let parts = challenge.split(separator: "\"")
        let nonce = try #require(parts.indices.contains(3) ? String(parts[3]) : nil)
        let isStrong = challenge.contains("SHA-256")
        var text0 = "Digest username=\"\(user)\", realm=\"camgate\", nonce=\"\(nonce)\", uri=\"\(DigestTests.uri)\""
        text0 += isStrong ? ", algorithm=SHA-256, qop=auth, nc=00000001, cnonce=\"0a4f\"" : ""
        let draft = try #require(DigestProof(authorization: text0 + ", response=\"\"", method: method))
        let response = DigestSecret(try name(user), try password(text)).response(to: draft)
        return try #require(DigestProof(authorization: text0 + ", response=\"\(response)\"", method: method))
    }

    private func isAccepted(_ verdict: DigestVerdict) -> Bool {
        if case .accepted(let caller) = verdict { caller.user == "admin" } else { false }
    }

    @Test("responses are those of the RFC, with and without the client's nonce")
    func responses() throws {
        let secret = DigestSecret(try name("viewer"), try password("pass word"))
        let plain =
            "Digest username=\"viewer\", realm=\"camgate\", nonce=\"1f-00112233445566778899aabbccddeeff\", uri=\"rtsp://127.0.0.1:554/stream1\", response=\"x\""
        let old = try #require(DigestProof(authorization: plain, method: "DESCRIBE"))
        #expect(secret.response(to: old) == "e595389f33eb49f7a2fadf5ecf80e819")
        let strong = plain + ", algorithm=SHA-256, qop=auth, nc=00000001, cnonce=\"0a4f113b\""
        let new = try #require(DigestProof(authorization: strong, method: "DESCRIBE"))
        #expect(
            secret.response(to: new) == "d9c7196542fd250de370a6ab9b5f8c21556d781701d6901d49a691dd79749340")
        #expect(DigestAlgorithm.md5.hex("Mufasa:http-auth@example.org:Circle of Life") == "3d78807defe7de2157e2b0b6573a855f")
    }

    @Test("nobody is offered Digest until a user has it; then both algorithms log in")
    func offer() async throws {
        let access = try await access(key: DeviceKey())
        #expect(access.digestChallenges(source: "a") == [])
        #expect(try await !access.useDigest(name("admin"), password: password("wrong"), source: "a"))
        #expect(access.digestChallenges(source: "a") == [])
        #expect(try await access.useDigest(name("admin"), password: password("admin"), source: "a"))
        let challenges = access.digestChallenges(source: "a")
        #expect(challenges.count == 2 && challenges[0].contains("algorithm=SHA-256") && challenges[1].contains("MD5"))
        for challenge in challenges { #expect(isAccepted(access.verdict(on: try proof(challenge), source: "a"))) }
        try await access.endDigest(name("admin"))
        #expect(!isAccepted(access.verdict(on: try proof(challenges[0]), source: "a")))
    }

    @Test("a proof with a wrong password, for another method, or of a user without Digest is refused")
    func refused() async throws {
        let access = try await access(key: DeviceKey())
        _ = try await access.useDigest(name("admin"), password: password("admin"), source: "a")
        try await access.addUser(name("other"), password: password("other"), privilege: .user, enabled: true)
        let challenge = access.digestChallenges(source: "a")[0]
        let wrong = try proof(challenge, password: "Admin")
        let without = try proof(challenge, user: "other", password: "other")
        let nobody = try proof(challenge, user: "nobody")
        for proof in [wrong, without, nobody] {
            guard case .refused = access.verdict(on: proof, source: "a") else {
                Issue.record("\(proof) was not refused")
                continue
            }
        }
    }

    @Test("a nonce is good for five minutes, for the client that got it, and for no forger")
    func nonces() async throws {
        let access = try await access(key: DeviceKey())
        _ = try await access.useDigest(name("admin"), password: password("admin"), source: "a")
        let proof = try proof(access.digestChallenges(source: "a")[0])
        clock.advance(by: .seconds(300))
        #expect(isAccepted(access.verdict(on: proof, source: "a")))
        guard case .stale = access.verdict(on: proof, source: "b") else { throw TestFailure() }
        clock.advance(by: .seconds(2))
        guard case .stale = access.verdict(on: proof, source: "a") else { throw TestFailure() }
        #expect(access.stillHolds(proof)?.user == "admin")
        #expect(access.digestChallenges(source: "a", isStale: true).allSatisfy { $0.contains("stale=TRUE") })
        let forged = try self.proof("Digest realm=\"camgate\", nonce=\"ffff-00\"")
        guard case .stale = access.verdict(on: forged, source: "a") else { throw TestFailure() }
    }

    @Test("a new password is the new digest; a disabled user has none")
    func changes() async throws {
        let access = try await access(key: DeviceKey())
        try await access.addUser(name("spare"), password: password("spare"), privilege: .administrator, enabled: true)
        _ = try await access.useDigest(name("admin"), password: password("admin"), source: "a")
        let challenge = access.digestChallenges(source: "a")[0]
        try await access.editUser(name("admin"), password: password("new"), privilege: nil, enabled: nil)
        #expect(!isAccepted(access.verdict(on: try proof(challenge), source: "a")))
        #expect(isAccepted(access.verdict(on: try proof(challenge, password: "new"), source: "a")))
        try await access.editUser(name("admin"), password: nil, privilege: nil, enabled: false)
        #expect(!isAccepted(access.verdict(on: try proof(challenge, password: "new"), source: "a")))
        #expect(!access.offersDigest)
    }

    @Test("what is stored is sealed: with another device's key it is of no use, and it holds neither password nor hash")
    func sealed() async throws {
        let key = DeviceKey()
        let first = try await access(key: key)
        _ = try await first.useDigest(name("admin"), password: password("admin"), source: "a")
        let stored = store.values(in: "users").values.joined()
        let hash = DigestAlgorithm.md5.hex("admin:camgate:admin")
        #expect(!stored.contains(hash))
        let again = try await access(key: try #require(DeviceKey(key.bytes)))
        #expect(isAccepted(again.verdict(on: try proof(again.digestChallenges(source: "a")[1]), source: "a")))
        let stolen = try await access(key: DeviceKey())
        #expect(!isAccepted(stolen.verdict(on: try proof(stolen.digestChallenges(source: "a")[1]), source: "a")))
    }

    @Test(
        "what is no proof is none",
        arguments: [
            "", "Digest", "Basic YWRtaW46YWRtaW4=", "Digest username", "Digest username=", "Digest username=\"admin",
            "Digest username=\"admin\\", "Digest realm=\"camgate\"",
            "Digest username=\"admin\", realm=\"other\", nonce=\"1\", uri=\"/\", response=\"x\"",
            "Digest username=\"admin\", username=\"admin\", realm=\"camgate\", nonce=\"1\", uri=\"/\", response=\"x\"",
            "Digest username=\"admin\", realm=\"camgate\", nonce=\"1\", uri=\"/\", response=\"x\", algorithm=SHA-1",
            "Digest username=\"admin\", realm=\"camgate\", nonce=\"1\", uri=\"/\", response=\"x\", qop=auth-int, nc=1, cnonce=a",
            "Digest username=\"admin\", realm=\"camgate\", nonce=\"1\", uri=\"/\", response=\"x\", qop=auth",
            "Digest username=\"a b\", realm=\"camgate\", nonce=\"1\", uri=\"/\", response=\"x\"",
        ])
    func malformed(text: String) {
        #expect(DigestProof(authorization: text, method: "PLAY") == nil)
    }
}

import GatewayCore
import GatewayTesting
import Testing

@Suite("Uploads")
struct UploadTests {
    /// A body that comes in pieces and tells how many were asked for.
    private actor Pieces: UploadBody {
        private var pieces: [[UInt8]]
        private(set) var taken = 0

        init(_ sizes: [Int]) {
            pieces = sizes.map { Array(repeating: 1, count: $0) }
        }

        func next() async throws(Fault) -> [UInt8]? {
            guard !pieces.isEmpty else { return nil }
            taken += 1
            return pieces.removeFirst()
        }
    }

    private static let path = "/cgi-bin/door/photo"

    private func send(
        _ gateway: TestGateway, _ body: any UploadBody, login: String?, length: Int? = nil, method: String = "POST"
    ) async -> Reply? {
        let head = RequestHead(
            method: method, target: UploadTests.path, authorization: login, contentType: "application/octet-stream",
            contentLength: length, source: "a")
        switch gateway.gateway.open(head) {
        case .upload(let run): return await run(body)
        case .reply(let reply): return reply
        case .form: return nil
        }
    }

    private func gateway() async throws -> TestGateway {
        try await TestGateway(plugins: [Door.self], devices: [])
    }

    private let administrator = "Basic YWRtaW46YWRtaW4="

    @Test("an image comes piece by piece from whoever may send it")
    func accepted() async throws {
        let reply = await send(try await gateway(), Pieces([3, 4, 1]), login: administrator, length: 8)
        #expect(reply?.text.contains("<photo>admin 8</photo>") == true)
        let lower = await send(try await gateway(), Pieces([1]), login: "bAsIc YWRtaW46YWRtaW4=")
        #expect(lower?.status == 200)
    }

    @Test(
        "no or wrong credentials are 401 with a way to log in, and nothing of the body is read",
        arguments: [
            nil, "", "Basic", "Basic ", "Basic !!!", "Basic YWRtaW4=", "Basic YWRtaW46d3Jvbmc=", "Digest YWRtaW46YWRtaW4=",
            "Basic /zphZG1pbg==", "Basic OmFkbWlu", "Basic YWRtaW46",
        ])
    func unauthorized(_ login: String?) async throws {
        let body = Pieces([8])
        let reply = await send(try await gateway(), body, login: login)
        #expect(reply?.status == 401)
        #expect(reply?.reason == "unauthorized")
        #expect(reply?.headers.contains { $0.name == "WWW-Authenticate" && $0.value.hasPrefix("Basic ") } == true)
        #expect(await body.taken == 0)
    }

    @Test("a user with the privilege User is 403")
    func forbidden() async throws {
        let gateway = try await gateway()
        _ = try await gateway.client(privilege: .user)
        let reply = await send(gateway, Pieces([1]), login: "Basic dGVzdFVzZXI6c2VjcmV0")
        #expect(reply?.status == 403)
        #expect(reply?.reason == "no permission")
    }

    @Test("a body that announces too much is 413 unread")
    func announcedTooLarge() async throws {
        let body = Pieces([9])
        let reply = await send(try await gateway(), body, login: administrator, length: 9)
        #expect(reply?.status == 413)
        #expect(await body.taken == 0)
    }

    @Test("a body that grows too large is 413 as soon as it is, whatever it announced")
    func growsTooLarge() async throws {
        let body = Pieces([4, 4, 1, 1, 1])
        let reply = await send(try await gateway(), body, login: administrator, length: 3)
        #expect(reply?.status == 413)
        #expect(reply?.reason == "too large")
        #expect(await body.taken == 3)
    }

    @Test("only POST brings an image", arguments: ["GET", "HEAD", "PUT"])
    func methods(_ method: String) async throws {
        let reply = await send(try await gateway(), Pieces([1]), login: administrator, method: method)
        #expect(reply?.status == 405)
        #expect(reply?.headers.first { $0.name == "Allow" }?.value == "POST")
    }

    @Test("a password may hold colons and any script")
    func passwords() {
        let pair = BasicCredentials.parse("Basic YWRtaW46YTpi5L2g")
        #expect(pair?.0.text == "admin")
        #expect(pair?.1.bytes == Array("a:b你".utf8))
    }
}

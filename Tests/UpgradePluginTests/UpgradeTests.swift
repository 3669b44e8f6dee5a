import GatewayCore
import GatewayTesting
import Testing
import UpgradePlugin

@Suite("Firmware upgrades")
struct UpgradeTests {
    /// A body whose pieces a test hands out one by one.
    private actor SlowBody: UploadBody {
        private var waiting: CheckedContinuation<[UInt8]?, Never>?
        private(set) var isAsked = false

        func next() async throws(Fault) -> [UInt8]? {
            isAsked = true
            return await withCheckedContinuation { waiting = $0 }
        }

        func finish() {
            waiting?.resume(returning: nil)
            waiting = nil
        }
    }

    /// A body whose sender goes away after the first piece.
    private actor LostBody: UploadBody {
        private var isBegun = false

        func next() async throws(Fault) -> [UInt8]? {
            if isBegun { throw Fault("timeout", status: 408) }
            isBegun = true
            return [1, 2, 3]
        }
    }

    private let administrator = "Basic YWRtaW46YWRtaW4="

    private func upload(
        _ gateway: TestGateway, _ body: any UploadBody, length: Int? = nil, path: String = "/OnvifFirmwareUpgrade"
    ) async -> Reply? {
        let head = RequestHead(
            method: "POST", target: path, authorization: administrator, contentLength: length, source: "a")
        guard case .upload(let run) = gateway.gateway.open(head) else { return nil }
        return await run(body)
    }

    @Test(
        "a board without firmware slots refuses every image, on both paths",
        arguments: ["/OnvifFirmwareUpgrade", "/cgi-bin/OnvifFirmwareUpgrade"])
    func refused(_ path: String) async throws {
        let gateway = try await TestGateway(plugins: [Upgrade.self], devices: [])
        let client = CGIClient(gateway.gateway)
        let reply = await client.send(path, method: "POST", form: "image", authorization: administrator)
        #expect(reply.status == 400)
        #expect(reply.reason == "firmware error")
        #expect(reply.text.contains("<value>\(path)</value>"))
    }

    @Test("an operator may try, a user may not")
    func privileges() async throws {
        let gateway = try await TestGateway(plugins: [Upgrade.self], devices: [])
        _ = try await gateway.client(privilege: .operator)
        _ = try await gateway.client(privilege: .user)
        let client = CGIClient(gateway.gateway)
        func status(_ login: String) async -> Int {
            await client.send("/OnvifFirmwareUpgrade", method: "POST", form: "image", authorization: login).status
        }
        #expect(await status("Basic dGVzdE9wZXJhdG9yOnNlY3JldA==") == 400)
        #expect(await status("Basic dGVzdFVzZXI6c2VjcmV0") == 403)
        #expect(await status("Basic dGVzdFVzZXI6d3Jvbmc=") == 401)
    }

    @Test("while one upgrade is under way another is 409, and after it the next is taken again")
    func oneAtATime() async throws {
        let gateway = try await TestGateway(plugins: [Upgrade.self], devices: [])
        let body = SlowBody()
        let first = Task { await upload(gateway, body)?.status }
        while await !body.isAsked { await Task.yield() }
        let second = await upload(gateway, LostBody())
        #expect(second?.status == 409)
        #expect(second?.reason == "upgrade in progress")
        await body.finish()
        #expect(await first.value == 400)
        #expect(await upload(gateway, LostBody())?.status == 408)
    }

    @Test("a sender who goes away leaves the way free for the next")
    func lostSender() async throws {
        let gateway = try await TestGateway(plugins: [Upgrade.self], devices: [])
        #expect(await upload(gateway, LostBody())?.status == 408)
        #expect(await upload(gateway, LostBody())?.status == 408)
    }

    @Test("an image larger than the board takes is 413 before it is read")
    func tooLarge() async throws {
        let gateway = try await TestGateway(plugins: [Upgrade.self], devices: [])
        let body = SlowBody()
        #expect(await upload(gateway, body, length: 64 * 1024 * 1024 + 1)?.status == 413)
        #expect(await !body.isAsked)
    }
}

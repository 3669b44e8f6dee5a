import BoardDevices
import GatewayCore
import GatewayTesting
import MediaCore
import SnapshotPlugin
import Synchronization
import Testing

@Suite("Snapshots")
struct SnapshotTests {
    /// Pictures that tell their stream, or none.
    private final class FakePictures: Snapshots {
        private let isBusy = Mutex(false)
        func setBusy() { isBusy.withLock { $0 = true } }

        func jpeg(of stream: VideoStream) async throws(Fault) -> [UInt8] {
            if isBusy.withLock({ $0 }) { throw .busy }
            return Array("jpeg of \(stream.rawValue)".utf8)
        }
    }

    private final class FakeCard: Volume {
        let state: VolumeState
        private let files = Mutex<[String: [UInt8]]>([:])
        private let isWorn: Bool

        init(_ state: VolumeState, isWorn: Bool = false) {
            self.state = state
            self.isWorn = isWorn
        }

        var all: [String: [UInt8]] { files.withLock { $0 } }

        func write(_ path: String, _ bytes: [UInt8]) throws(DeviceFault) {
            if isWorn { throw DeviceFault(.failed, "no space left on the card") }
            files.withLock { $0[path] = bytes }
        }
    }

    private struct StoppedTime: LocalTime {
        let now = CivilTime(year: 2026, month: 11, day: 24, hour: 8, minute: 5, second: 9)
    }

    private let pictures = FakePictures()

    private func gateway(_ card: FakeCard?, product: [String: String] = [:]) async throws -> TestGateway {
        let contracts = Contracts()
        contracts.offer((any Snapshots).self, pictures)
        contracts.offer((any LocalTime).self, StoppedTime())
        return try await TestGateway(
            plugins: [Snapshot.self], devices: card.map { [(["sd-card"], $0)] } ?? [], product: product, contracts: contracts)
    }

    private let path = "/cgi-bin/snapshot.cgi"
    private let login = "username=admin&password=admin"

    @Test("a picture comes as JPEG, of the sub stream unless the main one is asked for")
    func picture() async throws {
        let client = CGIClient(try await gateway(nil).gateway)
        let reply = await client.send("\(path)?\(login)")
        #expect(reply.contentType == "image/jpeg")
        #expect(reply.text == "jpeg of stream2")
        #expect(await client.send("\(path)&stream=1&\(login)").text == "jpeg of stream1")
        #expect(await client.send("\(path)?stream=2&\(login)").reason == "stream 0 or 1")
        #expect(await client.send("\(path)?stream=&\(login)").reason == "stream 0 or 1")
    }

    @Test("credentials or a uid open it, nothing else does, and every fault names the interface without its ending")
    func credentials() async throws {
        let gateway = try await gateway(nil)
        let client = try await gateway.client()
        #expect(await client.get(path).status == 200)
        for (query, reason) in [
            ("", "error, parse parameters"), ("?stream=0", "error, parse username"),
            ("?username=admin", "error, parse password"),
            ("?username=admin&password=wrong", "password error"), ("?username=nobody&password=admin", "password error"),
            ("?uid=0", "uid error"), ("?\(login)&colour=1", "error, parse parameters"),
        ] {
            let reply = await client.send(path + query)
            #expect(reply.reason == reason)
            #expect(reply.text.contains("<value>/cgi-bin/snapshot</value>"))
        }
    }

    @Test("a user may look but not upload")
    func privileges() async throws {
        let card = FakeCard(.ready)
        let gateway = try await gateway(card)
        let client = try await gateway.client(privilege: .user)
        #expect(await client.get(path).status == 200)
        #expect(await client.get("\(path)?upload=0").reason == "no permission")
        #expect(await client.send("\(path)?upload=0&username=testUser&password=secret").reason == "no permission")
        #expect(card.all.isEmpty)
    }

    @Test("where the product says so a picture needs no credentials, but an upload does")
    func openProduct() async throws {
        let card = FakeCard(.ready)
        let client = CGIClient(try await gateway(card, product: ["snapshot_authentication": "false"]).gateway)
        #expect(await client.send(path).text == "jpeg of stream2")
        #expect(await client.send("\(path)?stream=1").text == "jpeg of stream1")
        #expect(await client.send("\(path)?upload=0").reason == "error, parse username")
        #expect(await client.send("\(path)?username=admin&password=wrong").reason == "password error")
        #expect(card.all.isEmpty)
    }

    @Test("an upload to the card is answered when the whole picture is there, under the local date and time")
    func upload() async throws {
        let card = FakeCard(.ready)
        let client = CGIClient(try await gateway(card).gateway)
        let reply = await client.send("\(path)?stream=1&upload=0&\(login)")
        #expect(reply.text.contains("<upload>OK</upload>"))
        let file = try #require(card.all.first)
        #expect(file.key.hasPrefix("snapshots/2026-11-24/08-05-09-stream1-") && file.key.hasSuffix(".jpg"))
        #expect(file.value == Array("jpeg of stream1".utf8))
        _ = await client.send("\(path)?stream=1&upload=0&\(login)")
        #expect(card.all.count == 2)
    }

    @Test("no slot, no card, a card that cannot be written, and one that fails, each in its own words")
    func cards() async throws {
        for (card, reason) in [
            (nil, "sd not mount"), (FakeCard(.absent), "sd not mount"),
            (FakeCard(.unwritable("locked")), "sd card not mounted"), (FakeCard(.ready, isWorn: true), "sd card not mounted"),
        ] {
            let client = CGIClient(try await gateway(card).gateway)
            #expect(await client.send("\(path)?upload=0&\(login)").reason == reason)
        }
    }

    @Test("targets that the product does not have count as not configured")
    func otherTargets() async throws {
        let client = CGIClient(try await gateway(FakeCard(.ready)).gateway)
        for (upload, reason) in [
            ("1", "Ftp not deploy"), ("2", "Email not deploy"), ("3", "NFS Server not mounted"),
            ("4", "upload 0 or 1 or 2 or 3"), ("", "upload 0 or 1 or 2 or 3"), ("00", "upload 0 or 1 or 2 or 3"),
        ] {
            #expect(await client.send("\(path)?upload=\(upload)&\(login)").reason == reason)
        }
    }

    @Test("a camera without pictures is busy, and nothing is written")
    func busy() async throws {
        let card = FakeCard(.ready)
        let client = CGIClient(try await gateway(card).gateway)
        pictures.setBusy()
        #expect(await client.send("\(path)?\(login)").status == 503)
        #expect(await client.send("\(path)?upload=0&\(login)").status == 503)
        #expect(card.all.isEmpty)
    }

    @Test("without a module that makes pictures it is not supported")
    func noPictures() async throws {
        let gateway = try await TestGateway(plugins: [Snapshot.self], devices: [])
        #expect(try await gateway.client().get(path).reason == "not supported")
    }
}

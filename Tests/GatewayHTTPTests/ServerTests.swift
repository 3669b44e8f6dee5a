import GatewayCore
import GatewayTesting
import Glibc
import Logging
import Testing

@testable import GatewayHTTP

@Suite("The HTTP server's life")
struct ServerTests {
    @Test("while there is no gateway the camera is busy, and connections outlive the exchange")
    func exchange() async throws {
        let rig = try await HTTPRig()
        let client = try rig.client()
        #expect(try await client.ask(get("/now/1?_=1")).status == 200)
        rig.exchange(nil)
        let busy = try await client.ask(get("/now/1?_=1"))
        #expect(busy.status == 503)
        #expect(busy.body == fault("/now/1", "busy"))
        let gate = Gate(isOpen: true)
        rig.exchange(try await HTTPRig.gateway(gate))
        #expect(try await client.ask(get("/later?_=1")).status == 200)
        await rig.server.stop()
    }

    @Test("a move is answered on the old port, which then closes, and open requests finish")
    func move() async throws {
        let rig = try await HTTPRig { $0.moveTime = .milliseconds(100) }
        let open = try rig.client()
        let idle = try rig.client()
        try await open.send(get("/later?_=1"))
        #expect(try await idle.ask(get("/now/1?_=1")).status == 200)
        await rig.gate.somebodyWaits()
        let port = try freePort()
        try await rig.server.move(to: port)
        #expect(rig.server.address == "127.0.0.1:\(port)")
        #expect(try await RawClient(port: port).ask(get("/now/1?_=1")).status == 200)
        // The old port's idle connection ends with it: from then on nobody gets in there.
        #expect(try await idle.rest() == "")
        #expect(throws: RawClient.Trouble.self) { try rig.client() }
        rig.gate.open()
        let answer = try await open.answer()
        #expect(answer.status == 200)
        #expect(answer.field("Connection") == "close")
        #expect(try await open.rest() == "")
        await rig.server.stop()
    }

    @Test("a port that is taken changes nothing")
    func takenPort() async throws {
        let rig = try await HTTPRig()
        let other = try await HTTPRig()
        await #expect(throws: HTTPServerFailure.self) { try await rig.server.move(to: other.port) }
        #expect(try await rig.client().ask(get("/now/1?_=1")).field("Connection") == nil)
        await rig.server.stop()
        await other.server.stop()
    }

    @Test("a move there and back again leaves the first port as it was")
    func moveBack() async throws {
        let rig = try await HTTPRig()
        let client = try rig.client()
        try await rig.server.move(to: try freePort())
        try await rig.server.move(to: rig.port)
        #expect(rig.server.address == "127.0.0.1:\(rig.port)")
        #expect(try await client.ask(get("/now/1?_=1")).field("Connection") == nil)
        #expect(try await rig.client().ask(get("/now/1?_=1")).status == 200)
        await rig.server.stop()
    }

    @Test("a stop lets requests under way finish and closes the rest")
    func stop() async throws {
        let rig = try await HTTPRig { $0.stopTime = .seconds(20) }
        let open = try rig.client()
        let idle = try rig.client()
        #expect(try await idle.ask(get("/now/1?_=1")).status == 200)
        try await open.send(get("/later?_=1"))
        await rig.gate.somebodyWaits()
        async let stopped: Void = rig.server.stop()
        #expect(try await idle.rest() == "")
        rig.gate.open()
        #expect(try await open.answer().status == 200)
        #expect(try await open.rest() == "")
        await stopped
        #expect(throws: RawClient.Trouble.self) { try rig.client() }
    }

    @Test("a stop does not wait for ever, and what was granted happens nevertheless")
    func impatientStop() async throws {
        let rig = try await HTTPRig { $0.stopTime = .milliseconds(50) }
        let open = try rig.client()
        try await open.send(get("/act?_=1"))
        await rig.gate.somebodyWaits()
        await rig.server.stop()
        #expect(try await open.rest() == "")
        rig.gate.open()
        #expect(await rig.gate.firstNote() == "acted")
    }

    @Test("what follows a reply happens after it")
    func afterwards() async throws {
        let rig = try await HTTPRig(gateOpen: true)
        let client = try rig.client()
        #expect(try await client.ask(get("/act?_=1")).body.contains("<act>OK<"))
        #expect(await rig.gate.firstNote() == "acted")
        await rig.server.stop()
    }

    @Test("on a TCP port the source is the peer, whatever the client claims")
    func peer() async throws {
        let rig = try await HTTPRig()
        let answer = try await rig.client().ask(get("/source?_=1", "X-Forwarded-For: 203.0.113.9"))
        #expect(answer.body.contains("<source>127.0.0.1</source>"))
        await rig.server.stop()
    }

    @Test("on a socket file the source is the last entry of X-Forwarded-For")
    func forwarded() async throws {
        let path = try socketPath()
        let rig = try await HTTPRig(address: "unix:\(path)")
        let client = try RawClient(path: path)
        for (field, source) in [
            ("X-Forwarded-For: 198.51.100.7, 203.0.113.9", "203.0.113.9"), ("x-forwarded-for:2001:db8::1", "2001:db8::1"),
            ("X-Forwarded-For: ", "local"), ("X-Forwarded-For: a b", "local"), ("X-Other: 1", "local"),
        ] {
            #expect(try await client.ask(get("/source?_=1", field)).body.contains("<source>\(source)</source>"), "\(field)")
        }
        await rig.server.stop()
    }

    @Test("a stale socket file is replaced, one in use or of another kind is not, and a stop removes it")
    func socketFile() async throws {
        let path = try socketPath()
        let rig = try await HTTPRig(address: "unix:\(path)")
        var about = stat()
        #expect(stat(path, &about) == 0 && about.st_mode & 0o777 == 0o660)
        await #expect(throws: HTTPServerFailure.self) { _ = try await HTTPRig(address: "unix:\(path)") }
        #expect(try await RawClient(path: path).ask(get("/now/1?_=1")).status == 200)
        try await rig.server.move(to: 8_080)
        #expect(rig.server.address == "unix:\(path)")
        await rig.server.stop()
        #expect(stat(path, &about) != 0)
        try leaveStaleSocket(path)
        let next = try await HTTPRig(address: "unix:\(path)")
        #expect(try await RawClient(path: path).ask(get("/now/1?_=1")).status == 200)
        await next.server.stop()
        close(open(path, O_CREAT | O_WRONLY, 0o600))
        await #expect(throws: HTTPServerFailure.self) { _ = try await HTTPRig(address: "unix:\(path)") }
        unlink(path)
    }

    @Test("addresses have three forms")
    func addresses() {
        #expect(HTTPAddress("0.0.0.0:80") == .tcp(host: "0.0.0.0", port: 80))
        #expect(HTTPAddress(":8080") == .tcp(host: "0.0.0.0", port: 8080))
        #expect(HTTPAddress("[::1]:80") == .tcp(host: "::1", port: 80))
        #expect(HTTPAddress("unix:/run/camgate.sock") == .unix(path: "/run/camgate.sock"))
        for text in [
            "", "80", "host:", "host:65536", "host:-1", "::1:80", "[::1:80", "unix:",
            "unix:" + String(repeating: "a", count: 108),
        ] {
            #expect(HTTPAddress(text) == nil, "\(text)")
        }
        #expect(HTTPAddress("[::1]:80")?.description == "[::1]:80")
    }

    @Test("a new connection is found by its IPv4 name also behind an IPv6 socket")
    func mapped() async throws {
        guard let rig = try? await HTTPRig(address: "[::]:0") else { return }
        #expect(try await rig.client().ask(get("/source?_=1")).body.contains("<source>127.0.0.1</source>"))
        await rig.server.stop()
    }

    /// A port that was free a moment ago.
    private func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 ? getsockname(descriptor, $0, &length) : -1
            }
        }
        guard status == 0 else { throw RawClient.Trouble.connect(errno) }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    private func socketPath() throws -> String {
        var template = Array("/tmp/camgate-http-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw RawClient.Trouble.connect(errno) }
        return String(cString: made) + "/s"
    }

    private func leaveStaleSocket(_ path: String) throws {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let status = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard status == 0 else { throw RawClient.Trouble.connect(errno) }
    }
}

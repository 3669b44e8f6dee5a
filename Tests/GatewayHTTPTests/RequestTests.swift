import GatewayTesting
import Testing

@testable import GatewayHTTP

@Suite("HTTP requests and replies")
struct RequestTests {
    @Test("a reply carries what the wire contract asks for")
    func reply() async throws {
        let rig = try await HTTPRig()
        let answer = try await rig.client().ask(get("/now/3?_=1"))
        #expect(answer.status == 200)
        #expect(answer.body == "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<now>3</now>\n")
        #expect(answer.field("Content-Type") == "text/xml; charset=utf-8")
        #expect(answer.field("Cache-Control") == "no-store")
        #expect(answer.field("Date")?.hasSuffix(" GMT") == true)
        #expect(answer.field("Connection") == nil)
        await rig.server.stop()
    }

    @Test("dates are written as RFC 9110 has them")
    func dates() {
        #expect(HTTPDate.format(784_111_777) == "Sun, 06 Nov 1994 08:49:37 GMT")
        #expect(HTTPDate.format(0) == "Thu, 01 Jan 1970 00:00:00 GMT")
    }

    @Test("pipelined requests are answered in their order, also when an early one takes time")
    func pipelining() async throws {
        let rig = try await HTTPRig()
        let client = try rig.client()
        let targets = ["/now/1?_=1", "/later?_=1", "/now/2?_=1", "/none", "/now/3?_=1", "/later?_=1", "/now/4?_=1"]
        try await client.send(targets.map { get($0) }.joined())
        #expect(try await client.answer().body.contains("<now>1<"))
        await rig.gate.somebodyWaits()
        rig.gate.open()
        var bodies: [String] = []
        for _ in targets.dropFirst() { bodies.append(try await client.answer().body) }
        let marks = ["later", "<now>2<", "not found", "<now>3<", "later", "<now>4<"]
        #expect(zip(bodies, marks).allSatisfy { $0.contains($1) }, "\(bodies)")
        await rig.server.stop()
    }

    @Test("a thousand pipelined requests get a thousand replies")
    func manyPipelined() async throws {
        let rig = try await HTTPRig()
        let client = try rig.client()
        try await client.send(String(repeating: get("/now/1?_=1") + get("/now/2?_=1"), count: 500))
        for index in 0..<1_000 { #expect(try await client.answer().body.contains("<now>\(index % 2 + 1)<")) }
        await rig.server.stop()
    }

    @Test("a request may come byte by byte")
    func slowBytes() async throws {
        let rig = try await HTTPRig()
        let client = try rig.client()
        for byte in get("/now/5?_=1").utf8 { try await client.send([byte]) }
        #expect(try await client.answer().body.contains("<now>5<"))
        await rig.server.stop()
    }

    @Test("HEAD tells the length and leaves the body out")
    func head() async throws {
        let rig = try await HTTPRig()
        let client = try rig.client()
        try await client.send("HEAD /now/1?_=1 HTTP/1.1\r\nHost: c\r\n\r\n")
        let answer = try await client.answer(hasBody: false)
        #expect(answer.status == 200)
        #expect(answer.field("Content-Length") == "52")
        #expect(try await client.ask(get("/now/2?_=1")).body.contains("<now>2<"))
        await rig.server.stop()
    }

    @Test("HTTP/1.0 closes unless it is asked not to", arguments: [false, true])
    func oldVersion(_ keepsAlive: Bool) async throws {
        let rig = try await HTTPRig()
        let client = try rig.client()
        let answer = try await client.ask("GET /now/1?_=1 HTTP/1.0\r\n\(keepsAlive ? "Connection: keep-alive\r\n" : "")\r\n")
        #expect(answer.field("Connection") == (keepsAlive ? "keep-alive" : "close"))
        if keepsAlive {
            #expect(try await client.ask(get("/now/2?_=1")).status == 200)
        } else {
            #expect(try await client.rest() == "")
        }
        await rig.server.stop()
    }

    @Test("Connection: close closes after the reply and says so")
    func close() async throws {
        let rig = try await HTTPRig()
        let client = try rig.client()
        let answer = try await client.ask(get("/now/1?_=1", "Connection: close"))
        #expect(answer.field("Connection") == "close")
        #expect(try await client.rest() == "")
        await rig.server.stop()
    }

    @Test("a client that has said all is still answered, then the connection ends")
    func halfClose() async throws {
        let rig = try await HTTPRig()
        let client = try rig.client()
        try await client.send(get("/later?_=1") + get("/now/1?_=1"))
        client.endOutput()
        await rig.gate.somebodyWaits()
        rig.gate.open()
        #expect(try await client.answer().body.contains("later"))
        #expect(try await client.answer().body.contains("<now>1<"))
        #expect(try await client.rest() == "")
        await rig.server.stop()
    }

    @Test("an unknown path, another method and a missing query are refused as the rulings say")
    func refusals() async throws {
        let rig = try await HTTPRig()
        let client = try rig.client()
        let unknown = try await client.ask(get("/none?x=1"))
        #expect(unknown.status == 404)
        #expect(unknown.body == fault("/none", "not found"))
        let method = try await client.ask("DELETE /now/1?_=1 HTTP/1.1\r\nHost: c\r\n\r\n")
        #expect(method.status == 405)
        #expect(method.field("Allow") == "GET, HEAD, POST")
        #expect(method.body == fault("/now/1", "method not allowed"))
        let query = try await client.ask(get("/now/1"))
        #expect(query.status == 400)
        #expect(query.body == fault("/now/1", "error, parse parameters"))
        #expect(try await client.ask(get("/now/1?_=1")).status == 200)
        await rig.server.stop()
    }

    @Test("an ampersand in the path begins the query, and absolute targets are taken")
    func targets() async throws {
        let rig = try await HTTPRig()
        let client = try rig.client()
        #expect(try await client.ask(get("/now/1&_=1")).status == 200)
        #expect(try await client.ask(get("http://camera:80/now/2?_=1")).body.contains("<now>2<"))
        #expect(try await client.ask(get("http://camera")).body == fault("/", "not found"))
        #expect(try await client.ask("OPTIONS * HTTP/1.1\r\nHost: c\r\n\r\n").status == 404)
        for (uri, target) in [
            ("http://h/a?b=c://d", "/a?b=c://d"), ("/a?u=http://x/y", "/a?u=http://x/y"), ("http://h?q=1", "/?q=1"), ("", ""),
        ] {
            #expect(RequestFields.target(uri) == target)
        }
        await rig.server.stop()
    }

    @Test("a query may be sent as it was typed, and bytes that are no UTF-8 are refused")
    func notUTF8() async throws {
        let rig = try await HTTPRig()
        let client = try rig.client()
        try await client.send(Array("GET /now/1?_=".utf8) + [0xFF] + Array(" HTTP/1.1\r\nHost: c\r\n\r\n".utf8))
        let answer = try await client.answer()
        #expect(answer.status == 400)
        #expect(answer.body == fault("/now/1", "error, parse parameters"))
        #expect(try await client.ask(get("/now/2?_=摄像机")).body.contains("<now>2<"))
        #expect(try await client.ask(get("/now/é?_=1")).body == fault("/now/%c3%a9", "not found"))
        await rig.server.stop()
    }

    @Test("nothing that a client or a module writes puts a line into the header")
    func injection() async throws {
        let rig = try await HTTPRig()
        let client = try rig.client()
        let answer = try await client.ask(get("/none%0d%0aX-Evil:%201"))
        #expect(answer.status == 404)
        #expect(answer.field("X-Evil") == nil)
        #expect(answer.body == fault("/none%0d%0aX-Evil:%201", "not found"))
        let module = try await client.ask(get("/injection?_=1"))
        #expect(module.field("X-Evil") == nil)
        #expect(module.field("X-Good") == "1")
        await rig.server.stop()
    }

    @Test("a form body counts as a query, with a length or in chunks")
    func forms() async throws {
        let rig = try await HTTPRig()
        let client = try rig.client()
        let type = "Content-Type: application/x-www-form-urlencoded"
        #expect(try await client.ask(post("/now/1", "_=1", type)).status == 200)
        let chunked = "POST /now/2 HTTP/1.1\r\nHost: c\r\nTransfer-Encoding: chunked\r\n\(type)\r\n\r\n"
        #expect(try await client.ask(chunked + "1\r\n_\r\n2;x=y\r\n=1\r\n0\r\nTrailer: x\r\n\r\n").body.contains("<now>2<"))
        #expect(try await client.ask(post("/now/1", "_=1", type) + post("/now/3", "_=2", type)).body.contains("<now>1<"))
        #expect(try await client.answer().body.contains("<now>3<"))
        #expect(try await client.ask(post("/now/1", "_=1", "Content-Type: text/plain")).status == 400)
        #expect(try await client.ask(post("/now/1", "", type)).status == 400)
        await rig.server.stop()
    }

    @Test("a client that waits for 100 Continue is told to go on with a form")
    func continues() async throws {
        let rig = try await HTTPRig()
        let client = try rig.client()
        try await client.send(
            "POST /now/1 HTTP/1.1\r\nHost: c\r\nContent-Length: 3\r\nExpect: 100-continue\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\n\r\n")
        #expect(try await client.answer().status == 100)
        #expect(try await client.ask("_=1").status == 200)
        await rig.server.stop()
    }
}

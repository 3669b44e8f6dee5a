import BoardDevices
import GatewayCore
import GatewayTesting
import Testing

@Suite("The order of checks (ruling 1.11)")
struct RequestOrderTests {
    private func gateway() async throws -> TestGateway {
        try await TestGateway(plugins: [Door.self, Lamp.self], devices: [])
    }

    @Test("path, then method, then query, then uid, then support, then permission, then names, then values")
    func order() async throws {
        let gateway = try await gateway()
        let user = try await gateway.client(privilege: .user)
        let operatorClient = try await gateway.client(privilege: .operator)
        #expect(await user.send("/cgi-bin/nothing?a=%", method: "PUT").status == 404)
        #expect(await user.send("/cgi-bin/door/open?a=%", method: "PUT").status == 405)
        #expect(await user.send("/cgi-bin/door/open?a=%&color=blue").reason == "error, parse parameters")
        #expect(await user.send("/cgi-bin/door/open?bad=1&color=blue").reason == "error, parse uid")
        #expect(await user.send("/cgi-bin/door/open?uid=&color=blue").reason == "error, parse uid")
        #expect(await user.send("/cgi-bin/door/open?uid=0&bad=1&color=blue").reason == "uid error")
        #expect(await user.get("/cgi-bin/lamp?bad=1").reason == "not supported")
        #expect(await user.get("/cgi-bin/door/open?bad=1&color=blue").reason == "no permission")
        #expect(await operatorClient.get("/cgi-bin/door/open?bad=1&color=blue").reason == "error, parse parameters")
        #expect(await operatorClient.get("/cgi-bin/door/open?color=blue").reason == "color error")
        #expect(await operatorClient.get("/cgi-bin/door/open?color=red").text.contains("<door>red</door>"))
    }

    @Test("an interface for administrators says so in its own words before anything else of the request is looked at")
    func restriction() async throws {
        let gateway = try await gateway()
        let operatorClient = try await gateway.client(privilege: .operator)
        #expect(await operatorClient.get("/cgi-bin/door/keys?bad=1").reason == "keys are not for you")
        #expect(try await gateway.client().get("/cgi-bin/door/keys").status == 200)
    }

    @Test("no query at all is a parse fault, with and without the question mark", arguments: ["", "?", "?&"])
    func noQuery(_ query: String) async throws {
        let client = try await gateway().client()
        #expect(await client.send("/cgi-bin/door" + query).reason == "error, parse parameters")
    }

    @Test(
        "paths are compared as bytes",
        arguments: ["/cgi-bin/door/", "//cgi-bin/door", "/CGI-BIN/door", "/cgi-bin/d%6For", "/", ""])
    func paths(_ path: String) async throws {
        let client = try await gateway().client()
        #expect(await client.send(path + "?uid=" + client.uid).status == 404)
    }

    @Test("an ampersand in the path starts the query")
    func ampersand() async throws {
        let client = try await gateway().client()
        #expect(await client.send("/cgi-bin/door&uid=\(client.uid)").text.contains("<door>admin</door>"))
    }

    @Test("HEAD is for queries; the reply names what else there is")
    func head() async throws {
        let client = try await gateway().client()
        #expect(await client.send("/cgi-bin/door?uid=\(client.uid)", method: "HEAD").status == 200)
        let refused = await client.send("/cgi-bin/door/open?uid=\(client.uid)", method: "HEAD")
        #expect(refused.status == 405)
        #expect(refused.headers.first { $0.name == "Allow" }?.value == "GET, POST")
        let deleted = await client.send("/cgi-bin/door?uid=\(client.uid)", method: "DELETE")
        #expect(deleted.status == 405)
        #expect(deleted.headers.first { $0.name == "Allow" }?.value == "GET, HEAD, POST")
    }

    @Test("HEAD with a setting is refused and sets nothing")
    func headOnSetting() async throws {
        let line = FakeLine()
        let gateway = try await TestGateway(plugins: [Door.self, Lamp.self], devices: [(["amplifier"], line)])
        let client = try await gateway.client()
        #expect(await client.send("/cgi-bin/lamp?uid=\(client.uid)&enable=1", method: "HEAD").status == 405)
        #expect(await client.send("/cgi-bin/lamp?uid=\(client.uid)", method: "HEAD").status == 200)
        #expect(line.history == [false])
    }

    @Test("parameters may come in a form, and join those of the URL")
    func forms() async throws {
        let client = try await gateway().client()
        let reply = await client.send("/cgi-bin/door/open?uid=\(client.uid)", method: "POST", form: "color=green")
        #expect(reply.text.contains("<door>green</door>"))
        let doubled = await client.send("/cgi-bin/door/open?uid=\(client.uid)&color=red", method: "POST", form: "color=red")
        #expect(doubled.reason == "error, parse parameters")
        let login = await client.send("/cgi-bin/getuid", method: "POST", form: "username=admin&password=admin")
        #expect(login.text.contains("<uid>"))
    }

    @Test("cache busters are ignored everywhere and do not make a setting of a query")
    func cacheBusters() async throws {
        let gateway = try await gateway()
        let user = try await gateway.client(privilege: .user)
        #expect(await user.get("/cgi-bin/door?timestamp=12&_=x").status == 200)
        #expect(await user.get("/cgi-bin/door?Timestamp=12").reason == "error, parse parameters")
        #expect(await user.get("/cgi-bin/door?x=1").reason == "error, parse parameters")
    }

    @Test("a uid is no parameter of a login")
    func uidAtLogin() async throws {
        let client = try await gateway().client()
        let reply = await client.send("/cgi-bin/getuid?username=admin&password=admin&uid=\(client.uid)")
        #expect(reply.reason == "error, parse parameters")
    }
}

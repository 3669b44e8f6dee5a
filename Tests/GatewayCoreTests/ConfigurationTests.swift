import BoardDevices
import GatewayCore
import Testing

@Suite("Product and board files")
struct ConfigurationTests {
    private func scalar(_ text: String, _ line: Int) -> ConfigNode { ConfigNode(.scalar(text), line: line) }

    private func map(_ line: Int, _ entries: KeyValuePairs<String, ConfigNode>) -> ConfigNode {
        ConfigNode(.map(entries.map { .init(key: $0.key, node: $0.value) }), line: line)
    }

    private func problems(_ read: (ConfigSection) -> Void, in node: ConfigNode) -> [String] {
        let problems = ConfigProblems()
        read(ConfigSection(node, file: "b.yaml", path: "devices.x", problems: problems))
        return problems.all.map(\.description)
    }

    @Test("every reader says file, line, path, what was expected and what was found")
    func readers() {
        let node = map(
            1,
            [
                "rate": scalar("fast", 2), "gain": scalar("nan", 3), "on": scalar("yes", 4), "card": scalar("full", 5),
                "span": scalar("9-1", 6), "name": map(7, [:]), "list": map(8, [:]), "part": scalar("x", 9),
            ])
        let found = problems(
            { section in
                #expect(section.integer("rate", in: 1...60, default: 25) == 25)
                #expect(section.number("gain", in: 0...2, default: 1) == 1)
                #expect(section.flag("on", default: true))
                #expect(section.option("card", ["none", "ready"], default: "none") == "none")
                #expect(section.range("span", in: 1...10) == nil)
                #expect(section.text("name") == nil)
                #expect(section.texts("list").isEmpty)
                #expect(section.section("part")?.keys == [])
                #expect(section.requiredText("mac", "a hardware address") == nil)
                section.finish()
            }, in: node)
        #expect(
            found == [
                "b.yaml:2: devices.x.rate: expected a whole number from 1 to 60, found \"fast\"",
                "b.yaml:3: devices.x.gain: expected a number from 0.0 to 2.0, found \"nan\"",
                "b.yaml:4: devices.x.on: expected true or false, found \"yes\"",
                "b.yaml:5: devices.x.card: expected one of none, ready, found \"full\"",
                "b.yaml:6: devices.x.span: expected LOW-HIGH within 1 to 10, found \"9-1\"",
                "b.yaml:7: devices.x.name: expected a single value",
                "b.yaml:8: devices.x.list: expected a value or a list of values",
                "b.yaml:9: devices.x.part: expected a mapping of keys to values",
                "b.yaml:1: devices.x.mac: missing; expected a hardware address",
            ])
    }

    @Test("a key that nobody reads and a key that stands twice are errors at their own line")
    func strayKeys() {
        let node = map(1, ["rate": scalar("5", 2), "raet": scalar("5", 3), "rate": scalar("6", 4)])
        let found = problems(
            { section in
                _ = section.integer("rate", in: 1...60, default: 25)
                section.finish()
            }, in: node)
        #expect(
            found == [
                "b.yaml:3: devices.x.raet: unknown key; expected one of: rate",
                "b.yaml:4: devices.x.rate: stands here a second time",
            ])
    }

    @Test("a value can be put at any place of a tree, and comes out as a leaf")
    func settingValues() {
        let tree = map(1, ["devices": map(2, ["camera": map(3, ["clip": scalar("a", 4)])])])
        let changed = tree.setting(["devices", "camera", "clip"], to: "b").setting(["listen", "http"], to: "x")
        #expect(changed.leaves.map { "\($0.path)=\($0.text)" } == ["devices.camera.clip=b", "listen.http=x"])
    }

    @Test("a product file names all its problems at once")
    func productProblems() throws {
        let node = map(
            1,
            [
                "product": scalar("p", 1), "model": map(3, [:]), "colour": scalar("red", 4),
                "administrator": map(5, ["name": scalar("a b", 6), "password": scalar("", 7)]),
                "snapshot_authentication": scalar("maybe", 8),
            ])
        let failure = #expect(throws: ConfigFailure.self) { try ProductFile(node, file: "p.yaml") }
        #expect(
            failure?.problems.map(\.description) == [
                "p.yaml:1: trait: missing; expected the package trait that compiles the product's modules in",
                "p.yaml:3: model: expected a single value",
                "p.yaml:8: snapshot_authentication: expected true or false, found \"maybe\"",
                "p.yaml:1: board: missing; expected the path of a board file",
                "p.yaml:6: administrator.name: expected 1 to 40 bytes of letters and digits",
                "p.yaml:7: administrator.password: expected 1 to 64 bytes without control characters",
                "p.yaml:4: colour: unknown key; expected one of: product, trait, model, snapshot_authentication, listen, "
                    + "tls, defaults, board, administrator",
            ])
    }

    @Test(
        "TLS takes an address, a certificate and a key; what is missing is named",
        arguments: [
            (["listen.rtsps": "0.0.0.0:322"], "listen.rtsps"),
            (["tls.certificate": "c.pem", "tls.key": "k.pem"], "tls"),
            (["listen.rtsps": "0.0.0.0:322", "tls.certificate": "c.pem"], "tls.key"),
            (["listen.rtsps": "0.0.0.0:322", "tls.key": "k.pem"], "tls.certificate"),
            (["listen.rtsps": "0.0.0.0:322", "tls.certificate": "c.pem", "tls.key": "k.pem", "tls.ca": "x"], "tls.ca"),
        ] as [([String: String], String)])
    func badSecurity(keys: [String: String], problem: String) {
        let failure = #expect(throws: ConfigFailure.self) { try product(keys) }
        #expect(failure?.problems.map(\.path) == [problem])
    }

    @Test("certificate and key lie beside the product file, unless their paths begin at the root")
    func security() throws {
        let keys = ["listen.rtsps": "0.0.0.0:322", "tls.certificate": "c.pem", "tls.key": "/k.pem"]
        let security = try product(keys).security
        #expect(security?.address == "0.0.0.0:322" && security?.certificate == "Config/c.pem" && security?.key == "/k.pem")
        #expect(try product([:]).security == nil)
    }

    private func product(_ keys: [String: String]) throws -> ProductFile {
        let common = [
            "product": "p", "trait": "t", "model": "m", "board": "b", "administrator.name": "a", "administrator.password": "b",
        ]
        var root = ConfigNode(.map([]))
        for (path, text) in common.merging(keys, uniquingKeysWith: { $1 }) {
            root = root.setting(path.split(separator: ".").map(String.init), to: text)
        }
        return try ProductFile(root, file: "Config/p.yaml")
    }

    @Test("a product without an administrator is no product")
    func noAdministrator() {
        let node = map(
            1, ["product": scalar("p", 1), "trait": scalar("t", 2), "model": scalar("m", 3), "board": scalar("b", 4)])
        let failure = #expect(throws: ConfigFailure.self) { try ProductFile(node, file: "p.yaml") }
        #expect(failure?.problems.map(\.path) == ["administrator"])
    }
}

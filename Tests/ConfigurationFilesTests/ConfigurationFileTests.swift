import BoardDevices
import Glibc
import Testing

@testable import ConfigurationFiles

@Suite("Board and product files")
struct ConfigurationFileTests {
    private func problem(_ text: String, file: String = "x/board.yaml") -> ConfigProblem? {
        do throws(ConfigFailure) {
            _ = try ConfigurationFile.parse(text, file: file)
            return nil
        } catch {
            return error.problems.first
        }
    }

    @Test("YAML becomes a tree of texts with lines")
    func yaml() throws {
        let text =
            "board: bench # a comment\ndevices:\n  camera:\n    driver: clip\n    rate: 25\n    role: [a, b]\n    on: true\n"
        let tree = try ConfigurationFile.parse(text, file: "x.yaml")
        #expect(
            tree.leaves.map { "\($0.path)=\($0.text)" } == [
                "board=bench", "devices.camera.driver=clip", "devices.camera.rate=25", "devices.camera.role.0=a",
                "devices.camera.role.1=b", "devices.camera.on=true",
            ])
        #expect(tree["board"]?.line == 1)
        #expect(tree["devices"]?["camera"]?["driver"]?.line == 4)
        #expect(tree["devices"]?["camera"]?.line == 3)
    }

    @Test("an alias stands for what its anchor marked")
    func aliases() throws {
        let tree = try ConfigurationFile.parse("a: &x {k: 1}\nb: *x\n", file: "x.yaml")
        #expect(tree["b"]?.leaves.map(\.text) == ["1"])
        #expect(problem("a: *nobody\n")?.line == 1)
        #expect(problem("a: &x [*x]\n") != nil)
    }

    @Test("aliases of aliases cannot fill the memory")
    func manyAliases() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...12 {
            let items = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(items)]\n"
        }
        #expect(problem(text)?.message.contains("100000 values") == true)
    }

    @Test(
        "a syntax error names its line",
        arguments: [
            ("a: 1\nb: [1, 2\nc: 3\n", 3), ("a: 1\n\tb: 2\n", 2), ("a: 'open\n", 2), ("x: 0\nb:\n  a: 1\n  a: 2\n", 3),
            ("a: 1\n---\nb: 2\n", 2), ("a: 1\n? [x]\n: 2\n", 2), ("a: \u{1}\n", 1),
        ])
    func syntax(_ text: String, _ line: Int) {
        let found = problem(text)
        #expect(found?.file == "x/board.yaml")
        #expect(found?.line == line, "\(found?.description ?? "no problem")")
    }

    @Test("an empty file and one of comments are told")
    func empty() {
        #expect(problem("")?.message.contains("empty") == true)
        #expect(problem("# nothing\n")?.message.contains("empty") == true)
    }

    @Test("nesting ends at 32 levels", arguments: [31, 33, 900, 200_000])
    func depth(_ levels: Int) {
        let nested = String(repeating: "[", count: levels) + "1" + String(repeating: "]", count: levels)
        #expect((problem(nested) == nil) == (levels <= 32))
        if levels < 1_000 { #expect((jsonProblem(nested) == nil) == (levels <= 32)) }
    }

    private func jsonProblem(_ text: String) -> ConfigProblem? {
        do throws(ConfigFailure) {
            _ = try JSONTree.parse(text, file: "x.json")
            return nil
        } catch {
            return error.problems.first
        }
    }

    @Test("a packed tree reads back the same through either parser")
    func packing() throws {
        let odd = "quote \" slash \\ tab \t line \n \r nul \0 \u{7F} \u{85} \u{2028} 摄像机 🎥 é \u{65}\u{301}"
        let tree = ConfigNode(
            .map([
                .init(key: "b", node: ConfigNode(.scalar(odd))), .init(key: "a: [", node: ConfigNode(.scalar("no"))),
                .init(
                    key: "list",
                    node: ConfigNode(.list([ConfigNode(.scalar("1")), ConfigNode(.map([])), ConfigNode(.list([]))]))),
                .init(key: "deep", node: ConfigNode(.map([.init(key: "k", node: ConfigNode(.scalar("")))]))),
            ]))
        let json = ConfigurationFile.json(of: tree)
        let leaves = tree.leaves.map { "\($0.path)=\($0.text)" }
        #expect(try ConfigurationFile.parse(json, file: "x.json").leaves.map { "\($0.path)=\($0.text)" } == leaves)
        let packed = try JSONTree.parse(json, file: "x.json")
        #expect(packed.leaves.map { "\($0.path)=\($0.text)" }.sorted() == leaves.sorted())
        #expect(packed["b"]?.line == nil)
    }

    @Test("plain JSON values become the texts that YAML would give")
    func plainJSON() throws {
        let json = #"{"n": 25, "x": 1.5, "t": true, "z": null, "s": "a\u00e9"}"#
        let texts = try JSONTree.parse(json, file: "x.json").leaves.map { "\($0.path)=\($0.text)" }
        #expect(texts == ["n=25", "s=aé", "t=true", "x=1.5", "z=null"])
        #expect(try ConfigurationFile.parse(json, file: "x.json").leaves.map { "\($0.path)=\($0.text)" }.sorted() == texts)
    }

    @Test("what is no JSON is told", arguments: ["", "{", "{\"a\":}", "{} {}", "nonsense", "[1,"])
    func badJSON(_ text: String) {
        #expect(jsonProblem(text)?.message.hasPrefix("expected JSON") == true)
    }

    @Test("a missing file, a folder, a pipe, a huge file and one that is no text are named")
    func unreadable() throws {
        let folder = try Folder()
        mkfifo("\(folder.path)/pipe", 0o600)
        try folder.write("huge", Array(repeating: UInt8(ascii: "#"), count: ConfigurationFile.sizeLimit + 1))
        try folder.write("binary", [0x61, 0x3A, 0x20, 0xFF, 0xFE])
        for (name, words) in [
            ("none", "No such file"), ("", "found something else"), ("pipe", "found something else"),
            ("huge", "at most 1048576 bytes"), ("binary", "UTF-8"),
        ] {
            let path = "\(folder.path)/\(name)"
            let failure = #expect(throws: ConfigFailure.self) { try ConfigurationFile.load(path) }
            #expect(failure?.problems.first?.file == path)
            #expect(failure?.description.contains(words) == true)
        }
    }
}

@Suite("Products and their boards")
struct ProductSourceTests {
    @Test("a board is found relative to the product's folder")
    func relative() throws {
        let folder = try Folder()
        mkdir("\(folder.path)/boards", 0o700)
        try folder.write("boards/b.yaml", Array("board: b\n".utf8))
        try folder.write("p.yaml", Array("product: p\nboard: boards/b.yaml\n".utf8))
        let source = try ProductSource.load("\(folder.path)/p.yaml")
        #expect(source.product["product"]?.leaves.first?.text == "p")
        #expect(source.board["board"]?.leaves.first?.text == "b")
        #expect(source.boardFile == "\(folder.path)/boards/b.yaml")
    }

    @Test("a packed product holds its board and gives the same trees")
    func packed() throws {
        let folder = try Folder()
        try folder.write("b.yaml", Array("board: b\ndevices: {c: {driver: clip}}\n".utf8))
        try folder.write("p.yaml", Array("product: p\nboard: b.yaml\n".utf8))
        let source = try ProductSource.load("\(folder.path)/p.yaml")
        let json = ConfigurationFile.json(
            of: ConfigNode(
                .map([
                    .init(key: "product", node: ConfigNode(.scalar("p"))), .init(key: "board", node: source.board),
                ])))
        try folder.write("p.json", Array(json.utf8))
        let packed = try ProductSource.load("\(folder.path)/p.json")
        #expect(packed.boardFile == "\(folder.path)/p.json")
        #expect(packed.board.leaves.map(\.text) == source.board.leaves.map(\.text))
    }

    @Test(
        "a product that names no usable board says so where the key stands",
        arguments: [
            ("product: p\n", nil, "missing"), ("product: p\nboard:\n", 2, "expected the path"),
            ("product: p\nboard: [a]\n", 2, "expected the path"), ("product: p\nboard: none.yaml\n", 2, "No such file"),
        ] as [(String, Int?, String)])
    func missing(_ text: String, _ line: Int?, _ words: String) throws {
        let folder = try Folder()
        try folder.write("p.yaml", Array(text.utf8))
        let failure = #expect(throws: ConfigFailure.self) { try ProductSource.load("\(folder.path)/p.yaml") }
        let problem = failure?.problems.first
        #expect(problem?.file == "\(folder.path)/p.yaml")
        #expect(problem?.line == line)
        #expect(problem?.path == "board")
        #expect(problem?.message.contains(words) == true)
    }

    @Test("a syntax error in the board names the board's file")
    func brokenBoard() throws {
        let folder = try Folder()
        try folder.write("b.yaml", Array("board: b\ndevices: [\n".utf8))
        try folder.write("p.yaml", Array("board: b.yaml\n".utf8))
        let failure = #expect(throws: ConfigFailure.self) { try ProductSource.load("\(folder.path)/p.yaml") }
        #expect(failure?.problems.first?.file == "\(folder.path)/b.yaml")
        #expect(failure?.problems.first?.line == 3)
    }
}

private final class Folder {
    let path: String
    private var files: [String] = []

    init() throws {
        var template = Array("/tmp/camgate-files-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw ConfigFailure([]) }
        path = String(cString: made)
    }

    func write(_ name: String, _ bytes: [UInt8]) throws {
        guard let file = fopen("\(path)/\(name)", "wb") else { throw ConfigFailure([]) }
        defer { fclose(file) }
        fwrite(bytes, 1, bytes.count, file)
        files.append(name)
    }

    deinit {
        for name in files + ["pipe"] { unlink("\(path)/\(name)") }
        rmdir("\(path)/boards")
        rmdir(path)
    }
}

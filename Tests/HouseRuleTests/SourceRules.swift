import Testing

@Suite("Sources keep to the house style")
struct SourceRules {
    private static let all = Repository.swiftFiles(in: "Sources", "Plugins", "BoardSupport", "Tests")
    private static let product = Repository.swiftFiles(in: "Sources", "Plugins", "BoardSupport")

    /// `path:line: text` of every line of code that holds one of the words.
    private func lines(_ files: [SourceFile], with words: [String]) -> [String] {
        files.flatMap { file in
            file.code.filter { line in words.contains { line.text.contains($0) } }
                .map { "\(file.path):\($0.number): \($0.text)" }
        }
    }

    @Test("the sources are found")
    func found() {
        #expect(Self.product.count > 100)
    }

    @Test("no file is longer than 400 lines")
    func length() {
        #expect(Self.all.filter { $0.lines.count > 400 }.map { "\($0.path): \($0.lines.count)" } == [])
    }

    @Test("nothing that a user, a file or the wire can cause ends the process")
    func traps() {
        #expect(lines(Self.product, with: ["try!", "as!", "fatalError(", "preconditionFailure("]) == [])
    }

    @Test("there are no singletons")
    func singletons() {
        #expect(lines(Self.product, with: ["static let shared", "static var shared", "static let `default`"]) == [])
    }

    @Test("types are named by nouns of the field")
    func names() {
        let kinds = ["class", "struct", "enum", "actor", "protocol", "typealias"]
        let endings = ["Manager", "Helper", "Helpers", "Util", "Utils", "Utility", "Base", "Impl", "Common"]
        let offences = Self.all.flatMap { file in
            file.code.compactMap { line -> String? in
                let words = line.text.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init)
                guard let kind = words.firstIndex(where: kinds.contains), kind + 1 < words.count else { return nil }
                let name = words[kind + 1]
                return endings.contains(where: name.hasSuffix) ? "\(file.path):\(line.number): \(name)" : nil
            }
        }
        #expect(offences == [])
    }

    @Test("nothing is put off in a comment")
    func notes() {
        let words = ["TO" + "DO", "FIX" + "ME"]
        let offences = Self.all.flatMap { file in
            file.lines.enumerated().filter { line in words.contains { line.element.contains($0) } }
                .map { "\(file.path):\($0.offset + 1)" }
        }
        #expect(offences == [])
    }

    @Test("no placeholder is left")
    func placeholders() {
        #expect(Self.all.map(\.path).filter { $0.hasSuffix("/Placeholder.swift") } == [])
    }

    @Test("a task that sleeps is no way to wait for something in a test")
    func sleeps() {
        let files = Repository.swiftFiles(in: "Tests").filter { !$0.path.hasSuffix("/SourceRules.swift") }
        #expect(lines(files, with: [" sleep(", "usleep(", "Thread.sleep"]) == [])
    }
}

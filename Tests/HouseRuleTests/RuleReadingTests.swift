import Testing

@Suite("Sources are read as the compiler reads them")
struct RuleReadingTests {
    @Test("an import is found behind its modifiers, and not in comments or texts")
    func imports() {
        let file = SourceFile(path: "Tests/HouseRuleTests/Repository.swift")
        #expect(file.imports.map(\.module) == ["Foundation"])
    }

    @Test("what stands in texts and comments is no code")
    func code() {
        let file = SourceFile(path: "Tests/HouseRuleTests/RuleReadingTests.swift")
        // The words below stand in a comment and in a text only: fatalError(
        let word = "fatalError("
        #expect(!file.code.contains { $0.text.contains(word) })
    }
}

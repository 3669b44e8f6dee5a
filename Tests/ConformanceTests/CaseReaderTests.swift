import Testing

@Suite("A case file that cannot be read names its line")
struct CaseReaderTests {
    private static let bad: [(text: String, line: Int, message: String)] = [
        ("GET /a\n200\n", 1, "the first line must be a comment that says what is shown"),
        ("# nothing happens\n\n", 1, "there is no step"),
        ("# no reply\nGET /a\n", 2, "the request has no reply"),
        ("# no request\n200\n", 2, "a reply without a request"),
        ("# body first\n\nGET /a\n<x/>\n", 4, "a body before its status"),
        ("# both\nGET /a\n400 bad\n<x/>\n", 4, "a body beside the reason of a fault"),
        ("# what\nfetch it\n", 2, "cannot be understood: fetch it"),
        ("# who\nas: root\n", 2, "cannot be understood: as: root"),
        ("# where\nboards: nowhere\nGET /a\n200\n", 1, "no product \"nowhere\"; there are [\"bench\"]"),
        ("# when\nwait long\n", 2, "expected: wait SECONDSs"),
        ("# late table\nGET /a\n200\nfor x in 1\n", 4, "a table must stand before the steps it repeats"),
        ("# row\n  lonely\n", 2, "an indented line without a table"),
        ("# short row\nfor a b in\n  one\nGET /a\n200\n", 3, "expected 2 columns: [\"a\", \"b\"]"),
        ("# table alone\nfor a in 1\n\nGET /a\n200\n", 3, "a table without steps"),
        ("# length\nGET /a\nlength: much\n200\n", 3, "expected a number of bytes"),
    ]

    @Test("malformed files", arguments: bad.map(\.text))
    func malformed(text: String) {
        let expected = Self.bad.first { $0.text == text }
        do throws(CaseProblem) {
            _ = try CaseReader.read("bad", text, known: ["bench"])
            Issue.record("the file was taken")
        } catch {
            #expect(error.line == expected?.line)
            #expect(error.message == expected?.message)
        }
    }

    @Test("a table of two names and a range of numbers make every combination")
    func tables() throws {
        let text = "# t\nfor name in a b\nfor number in 1..3 (empty)\nGET /{name}?{number}\n200\n"
        let file = try CaseReader.read("t", text, known: [])
        #expect(file.paragraphs.first?.tables.map(\.rows) == [[["a"], ["b"]], [["1"], ["2"], ["3"], [""]]])
    }
}

@Suite("Replies are compared as a client reads them")
struct ReplyComparisonTests {
    private func matches(_ found: String, _ pattern: String) -> Bool {
        var bindings = Bindings()
        return XMLText.matches(XMLText.compact(found), XMLText.compact(pattern), &bindings)
    }

    @Test("white space between elements is free, inside of texts and values it counts")
    func whiteSpace() {
        #expect(matches("<a>\n  <b x=\"1\"/>\n</a>\n", "<a><b   x=\"1\"/></a>"))
        #expect(!matches("<a>one  two</a>", "<a>one two</a>"))
        #expect(!matches("<a x=\"1 \"/>", "<a x=\"1\"/>"))
        #expect(!matches("<a> one</a>", "<a>one</a>"))
    }

    @Test("the order of attributes counts")
    func order() {
        #expect(!matches("<a x=\"1\" y=\"2\"/>", "<a y=\"2\" x=\"1\"/>"))
    }

    @Test("a wildcard takes one value and binds it")
    func wildcards() {
        var bindings = Bindings()
        #expect(XMLText.matches(XMLText.compact("<uid>abc</uid>"), XMLText.compact("<uid>{=first}</uid>"), &bindings))
        #expect(bindings["first"] == "abc")
        #expect(!matches("<a x=\"1\" y=\"2\"/>", "<a x=\"{any}\"/>"))
        #expect(matches("<t at=\"2017-11-30 08:00:01\"/>", "<t at=\"{about 2017-11-30 08:00:00}\"/>"))
        #expect(!matches("<t at=\"2017-11-30 07:59:59\"/>", "<t at=\"{about 2017-11-30 08:00:00}\"/>"))
        #expect(!matches("<uid>short</uid>", "<uid>{token}</uid>"))
    }

    @Test(
        "documents that are not well-formed are noticed",
        arguments: ["<a>", "</a>", "<a></b>", "<a>&</a>", "<a>\u{1}</a>", "<a"])
    func defects(text: String) {
        #expect(XMLText.defect(Array((XMLText.declaration + text).utf8)) != nil)
    }

    @Test("a document without its declaration is noticed, a good one is not")
    func declaration() {
        #expect(XMLText.defect(Array("<a/>".utf8)) != nil)
        #expect(XMLText.defect(Array((XMLText.declaration + "<a x=\"1\">\n<b>&amp;</b>\n</a>\n").utf8)) == nil)
    }
}

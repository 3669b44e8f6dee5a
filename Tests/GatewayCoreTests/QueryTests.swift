@testable import GatewayCore
import Testing

@Suite("Queries")
struct QueryTests {
    private func decode(_ text: String, isForm: Bool = false) -> Query? {
        Query(decoding: Array(text.utf8), isForm: isForm)
    }

    @Test("names and values are percent-decoded once")
    func decoding() {
        let query = decode("title_utf8=%E4%BD%A0%2525&a=b=c&empty=&bare")
        #expect(query?.value("title_utf8") == "你%25")
        #expect(query?.value("a") == "b=c")
        #expect(query?.value("empty")?.isEmpty == true)
        #expect(query?.value("bare")?.isEmpty == true)
        #expect(query?.value("missing") == nil)
    }

    @Test(
        "what cannot be decoded to UTF-8 without NUL is no query",
        arguments: [
            "a=%", "a=%4", "a=%zz", "a=%+1", "a=%ff", "a=%C3", "a=%ED%A0%80", "a=%C0%AF", "a=%00", "%00=a",
            "a=1&b=%F5%80%80%80",
        ])
    func undecodable(_ text: String) {
        #expect(decode(text) == nil)
    }

    @Test("raw bytes that are no UTF-8 are no query either")
    func rawBytes() {
        #expect(Query(decoding: [0x61, 0x3D, 0xFF]) == nil)
        #expect(Query(decoding: [0x61, 0x3D, 0x00]) == nil)
    }

    @Test(
        "a name that comes twice is refused, however it is spelt",
        arguments: ["a=1&a=1", "a=1&%61=2", "uid=x&uid=x", "_=1&_=2"])
    func doubled(_ text: String) {
        #expect(decode(text) == nil)
    }

    @Test("canonically equivalent names are different names")
    func equivalence() {
        // KELVIN SIGN is canonically equivalent to K, and é has two spellings.
        let query = decode("%E2%84%AA=1&K=2&%C3%A9=3&e%CC%81=4")
        #expect(query?.value("K") == "2")
        #expect(query?.value("\u{212A}") == "1")
        #expect(query?.value("\u{E9}") == "3")
        #expect(query?.value("e\u{301}") == "4")
        #expect("\u{212A}" == "K")
    }

    @Test("a plus is a plus in a URL, and a space in a form except in a time zone")
    func plus() {
        #expect(decode("timezone=GMT+08:00&title_utf8=a+b")?.value("title_utf8") == "a+b")
        let form = decode("timezone=GMT+08:00&title_utf8=a+b%2Bc", isForm: true)
        #expect(form?.value("timezone") == "GMT+08:00")
        #expect(form?.value("title_utf8") == "a b+c")
    }

    @Test("cache busters and the uid say nothing to an interface")
    func meaningfulNames() {
        let query = decode("uid=x&timestamp=5&_=7&enable=1&Timestamp=3")
        #expect(query?.meaningfulNames == ["enable", "Timestamp"])
    }

    @Test("URL and form are one query, unless they name the same parameter")
    func merging() {
        let url = decode("uid=x") ?? Query()
        #expect(url.merged(with: decode("password=p") ?? Query())?.value("password") == "p")
        #expect(url.merged(with: decode("uid=y") ?? Query()) == nil)
    }

    @Test("empty pairs count for nothing", arguments: ["", "&", "&&&"])
    func emptyPairs(_ text: String) {
        #expect(decode(text)?.isEmpty == true)
    }

    @Test("case folding is for ASCII only")
    func caseFolding() {
        #expect("ManuaL".hasSameBytesIgnoringCase(as: "MANUAL"))
        #expect(!"\u{212A}".hasSameBytesIgnoringCase(as: "k"))
        #expect(!"\u{17F}".hasSameBytesIgnoringCase(as: "s"))
        #expect(!"[".hasSameBytesIgnoringCase(as: "{"))
    }
}

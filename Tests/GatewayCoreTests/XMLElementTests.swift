import GatewayCore
import GatewayTesting
import Testing

@Suite("XML documents")
struct XMLElementTests {
    private func text(_ element: XMLElement) -> String { String(decoding: element.document, as: UTF8.self) }

    @Test("a document has a declaration, attributes in their order, and text or children")
    func shape() {
        let element = XMLElement(
            "a", attributes: [("z", "1"), ("b", "2")], children: [XMLElement("c", text: "d"), XMLElement("e")])
        #expect(text(element) == "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a z=\"1\" b=\"2\">\n<c>d</c>\n<e/>\n</a>\n")
    }

    @Test("text from users cannot break out of its place")
    func escaping() {
        let evil = "\"><x y='1'/>&amp;]]>"
        let document = text(XMLElement("a", attributes: [("b", evil)], text: evil))
        let escaped = "&quot;&gt;&lt;x y='1'/&gt;&amp;amp;]]&gt;"
        #expect(document.hasSuffix("<a b=\"\(escaped)\">\(escaped)</a>\n"))
    }

    @Test("line breaks and tabs come back as they were")
    func whiteSpace() {
        #expect(text(XMLElement("a", attributes: [("b", "1\t2\r\n3")])).contains("b=\"1&#9;2&#13;&#10;3\""))
    }

    @Test("characters that XML cannot carry are replaced, all others stay")
    func characters() {
        let document = text(XMLElement("a", text: "\u{0}\u{1}\u{1F}\u{FFFE}\u{FFFF}|\u{7F}é你\u{1F600}\u{FFFD}"))
        #expect(document.contains("<a>?????|\u{7F}é你\u{1F600}\u{FFFD}</a>"))
    }

    @Test("a fault carries its path, its reason, and with 401 how to log in")
    func faults() {
        let reply = Reply(Fault.unauthorized, path: "/x<y")
        #expect(reply.status == 401)
        #expect(reply.text.contains("<value>/x&lt;y</value>\n<reason>unauthorized</reason>"))
        #expect(reply.headers.first?.name == "WWW-Authenticate")
        #expect(Reply(Fault.busy, path: "/").headers.isEmpty)
    }
}

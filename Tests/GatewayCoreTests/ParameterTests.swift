@testable import GatewayCore
import Testing

@Suite("Parameters")
struct ParameterTests {
    private enum Word: String, CaseIterable {
        case cbr = "CBR"
        case kelvin = "K"
    }

    @Test(
        "a switch takes 0 and 1 and nothing that looks like them",
        arguments: ["", "2", "01", "true", "1 ", "\u{FF11}", "1\u{301}"])
    func toggle(_ text: String) {
        let toggle = Parameter<Bool>.toggle("dhcp", "")
        #expect(toggle.parse("0") == false && toggle.parse("1") == true)
        #expect(toggle.parse(text) == nil)
        #expect(toggle.fault.reason == "dhcp: 0 or 1")
    }

    @Test(
        "a number is digits in its range",
        arguments: [
            "", "-", "256", "-1", "+1", "1.0", "1e2", " 1", "0x1", "99999999999", "18446744073709551617", "\u{661}", "1\u{301}",
        ])
    func number(_ text: String) {
        let number = Parameter<Int>.number("brightness", 0...255, "")
        #expect(number.parse("0") == 0 && number.parse("255") == 255 && number.parse("007") == 7)
        #expect(number.parse(text) == nil)
        #expect(number.fault.reason == "brightness range: 0-255")
    }

    @Test("a number may be below zero where its set says so")
    func numberSets() {
        let set = Parameter<Int>.set("move_x", [-1, 0, 1], "")
        #expect(["-1", "0", "1"].map { set.parse($0) } == [-1, 0, 1])
        #expect(["2", "-2", "--1", "-", "−1"].allSatisfy { set.parse($0) == nil })
        #expect(set.fault.reason == "move_x range: -1,0,1")
    }

    @Test("a choice is one digit")
    func choice() {
        let choice = Parameter<Int>.choice("color", 0...3, "")
        #expect(choice.parse("3") == 3)
        #expect(["4", "03", "", "-1"].allSatisfy { choice.parse($0) == nil })
        #expect(choice.fault.reason == "color: 0 or 1 or 2 or 3")
    }

    @Test("words are compared as bytes")
    func words() {
        let option = Parameter<Word>.option("bitrate_control", "")
        #expect(option.parse("CBR") == .cbr)
        #expect(option.parse("cbr") == nil)
        #expect(option.parse("K") == .kelvin)
        #expect(option.parse("\u{212A}") == nil)
        #expect(option.fault.reason == "bitrate_control: CBR or K")
        let listed = Parameter<String>.listed("resolution", ["480P", "4K"], "")
        #expect(listed.parse("4K") == "4K")
        #expect(listed.parse("4\u{212A}") == nil)
        #expect(listed.fault.reason == "resolution error")
    }

    @Test("a missing value is nil where it may be missing and the fault where it may not")
    func missing() throws {
        let number = Parameter<Int>.number("n", 1...2, "")
        #expect(try number.value(in: Query()) == nil)
        #expect(throws: Fault("n range: 1-2")) { try number.required(in: Query()) }
        let bad = try #require(Query(decoding: Array("n=3".utf8)))
        #expect(throws: Fault("n range: 1-2")) { try number.value(in: bad) }
    }

    @Test(
        "user names are letters, digits and the marks that belong to letters",
        arguments: [
            ("admin", true), ("Ärger1", true), ("用户", true), ("नमस्ते", true), (String(repeating: "a", count: 40), true),
            (String(repeating: "a", count: 41), false), (String(repeating: "é", count: 21), false), ("", false),
            ("a b", false), ("a_b", false), ("a-b", false), ("a\u{0}", false), ("😀", false), ("a/../b", false),
        ])
    func userNames(_ text: String, _ isName: Bool) {
        #expect((UserName(text) != nil) == isName)
    }

    @Test("two spellings of a name are two users")
    func nameEquality() {
        let composed = UserName("\u{E9}")
        let decomposed = UserName("e\u{301}")
        #expect(composed != nil && decomposed != nil && composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
    }

    @Test("passwords are 1 to 64 bytes without control characters")
    func passwords() {
        #expect(Password(String(repeating: "x", count: 64)) != nil)
        #expect(Password("pass word 密码 ☂") != nil)
        let bad = [
            "", String(repeating: "x", count: 65), String(repeating: "é", count: 33), "a\nb", "a\u{85}b", "\u{7F}", "\u{0}",
        ]
        #expect(bad.allSatisfy { Password($0) == nil })
    }
}

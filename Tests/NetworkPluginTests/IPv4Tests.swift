@testable import NetworkPlugin
import Testing

@Suite("IPv4 addresses")
struct IPv4Tests {
    @Test(
        "what is no address",
        arguments: [
            "", "1", "1.2.3", "1.2.3.4.5", "1.2.3.", ".1.2.3", "1..2.3", "256.0.0.1", "01.2.3.4", "1.2.3.004", "+1.2.3.4",
            "-1.2.3.4", "1.2.3.4 ", "0x1.2.3.4", "1.2.3.٤", "１.2.3.4", "1.2.3.4\u{301}", "99999999999.0.0.1",
        ])
    func refused(_ text: String) {
        #expect(IPv4(text) == nil)
    }

    @Test("an address is four bytes")
    func accepted() {
        #expect(IPv4("192.168.0.10")?.value == 0xC0A8_000A)
        #expect(IPv4("0.0.0.0")?.isHost == false)
        #expect(IPv4("255.255.255.255")?.isHost == false)
    }

    @Test("a mask is ones and then zeros")
    func masks() {
        let masks = (1...32).map { ones in
            let mask = UInt32.max << UInt32(32 - ones)
            return IPv4([24, 16, 8, 0].map { "\(mask >> $0 & 255)" }.joined(separator: "."))
        }
        #expect(masks.allSatisfy { $0?.isNetmask == true })
        let bad = ["0.0.0.0", "255.0.255.0", "0.255.255.255", "255.255.255.1", "1.0.0.0"]
        #expect(bad.allSatisfy { IPv4($0)?.isNetmask == false })
    }

    @Test(
        "a host in a subnet is neither the net nor its broadcast, except where there is none",
        arguments: [
            ("10.0.0.1", "10.0.0.9", "255.255.255.0", true), ("10.0.0.0", "10.0.0.9", "255.255.255.0", false),
            ("10.0.0.255", "10.0.0.9", "255.255.255.0", false), ("10.0.1.1", "10.0.0.9", "255.255.255.0", false),
            ("10.0.1.255", "10.0.0.9", "255.255.0.0", true), ("10.0.0.8", "10.0.0.9", "255.255.255.254", true),
            ("10.0.0.9", "10.0.0.9", "255.255.255.255", true), ("10.0.0.8", "10.0.0.9", "255.255.255.255", false),
        ])
    func hosts(_ host: String, _ address: String, _ mask: String, _ isHost: Bool) throws {
        let result = try #require(IPv4(host)).isHost(inSubnetOf: #require(IPv4(address)), mask: #require(IPv4(mask)))
        #expect(result == isHost)
    }
}

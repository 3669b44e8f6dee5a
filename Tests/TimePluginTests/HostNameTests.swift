import Testing
@testable import TimePlugin

@Suite("Time servers and zones")
struct HostNameTests {
    @Test(
        "what names a server",
        arguments: [
            "a", "pool.ntp.org", "0.pool.ntp.org", "3com.com", "192.168.0.1", "255.255.255.255", "x-y.z", "::1", "::",
            "2001:db8::1", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "fe80::AbCd", String(repeating: "a", count: 63),
        ])
    func servers(_ text: String) {
        #expect(isServerAddress(text))
    }

    @Test(
        "what does not",
        arguments: [
            "", ".", "a.", ".a", "a..b", "-a", "a-", "a_b", "a b", "1.2.3", "1.2.3.256", "1.2.3.4.5", "123", "a.123", "é.org",
            "\u{212A}.org", ":", ":::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "12345::", "g::", "::1:", ":1::2",
            "[::1]",
            "a;reboot", "a\nb", "$(x)", String(repeating: "a", count: 64),
            Array(repeating: "abc", count: 64).joined(separator: "."),
        ])
    func noServers(_ text: String) {
        #expect(!isServerAddress(text))
    }

    @Test("a zone's offset is what its name says")
    func offsets() {
        #expect(TimeZones.offset(of: "GMT+00:00") == 0)
        #expect(TimeZones.offset(of: "GMT+05:45") == 20_700)
        #expect(TimeZones.offset(of: "GMT-12:00") == -43_200)
        #expect(Set(TimeZones.names).count == TimeZones.names.count)
        #expect(TimeZones.names.allSatisfy { abs(TimeZones.offset(of: $0)) <= 13 * 3_600 })
    }
}

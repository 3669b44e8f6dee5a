/// Whether a text names an NTP server: an IPv4 or IPv6 address or a host name (RFC 1123), 1 to 253 bytes.
func isServerAddress(_ text: String) -> Bool {
    (1...253).contains(text.utf8.count) && (isIPv6(text) || isHostNameOrIPv4(text))
}

private func isHostNameOrIPv4(_ text: String) -> Bool {
    let labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    let areLabels = labels.allSatisfy { label in
        (1...63).contains(label.count) && label.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
            && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
    }
    guard areLabels, let last = labels.last else { return false }
    // A name whose last label is a number would be an address, so it has to be a whole one.
    guard last.allSatisfy({ (0x30...0x39).contains($0) }) else { return true }
    return labels.count == 4
        && labels.allSatisfy { label in
            label.count <= 3 && UInt8(String(decoding: Array(label), as: UTF8.self)) != nil
                && label.allSatisfy { (0x30...0x39).contains($0) }
        }
}

private func isIPv6(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard bytes.contains(UInt8(ascii: ":")) else { return false }
    var groups = 0
    var hasGap = false
    var index = 0
    while index < bytes.count {
        if bytes[index] == UInt8(ascii: ":") {
            let isDouble = index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: ":")
            if isDouble {
                if hasGap { return false }
                hasGap = true
                index += 2
                continue
            }
            guard index > 0, bytes[index - 1] != UInt8(ascii: ":"), index + 1 < bytes.count else { return false }
            index += 1
            continue
        }
        let group = bytes[index...].prefix { $0 != UInt8(ascii: ":") }
        guard (1...4).contains(group.count), group.allSatisfy(isHexDigit) else { return false }
        groups += 1
        index += group.count
    }
    return hasGap ? groups <= 7 : groups == 8
}

private func isAlphanumeric(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
}

private func isHexDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
}

/// An IPv4 address or mask.
struct IPv4: Sendable, Hashable {
    let value: UInt32

    /// The address that a dotted text means: four numbers of 0 to 255 without leading zeros, which some programs read as octal.
    init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var value: UInt32 = 0
        for part in parts {
            guard (1...3).contains(part.count), part.allSatisfy({ (0x30...0x39).contains($0) }),
                part.count == 1 || part.first != UInt8(ascii: "0"),
                let number = UInt8(String(decoding: Array(part), as: UTF8.self))
            else { return nil }
            value = value << 8 | UInt32(number)
        }
        self.value = value
    }

    /// Whether a host can have the address: neither 0.0.0.0 nor 255.255.255.255.
    var isHost: Bool { value != 0 && value != .max }

    /// Whether this is a mask: ones, then zeros, and not all zeros.
    var isNetmask: Bool { value != 0 && (~value & (~value &+ 1)) == 0 }

    /// Whether a host in the subnet of `address` and `mask` can have this address.
    func isHost(inSubnetOf address: IPv4, mask: IPv4) -> Bool {
        guard value & mask.value == address.value & mask.value else { return false }
        let host = value & ~mask.value
        // In subnets of one or two addresses there is no broadcast address.
        return ~mask.value <= 1 || (host != 0 && host != ~mask.value)
    }
}

/// Profile, tier and level as a sequence parameter set states them (ITU-T H.265 sections 7.3.2.2 and 7.3.3), for SDP.
struct H265Profile {
    private let general: [UInt8]

    /// Reads the general part of the profile, tier and level; nil if the set is too short.
    ///
    /// - Parameter sequenceSet: the unit with its two bytes of header.
    init?(sequenceSet unit: ArraySlice<UInt8>) {
        // Two bytes of header, one of identifiers and sublayers, then twelve of profile, tier and level.
        let general = H265Profile.withoutEmulationPrevention(unit.prefix(32)).dropFirst(3).prefix(12)
        guard general.count == 12 else { return nil }
        self.general = Array(general)
    }

    /// The parameters of `a=fmtp` that say it (RFC 7798 section 7.1).
    var parameters: [String] {
        let compatibility = general[1..<5].map { hexadecimal(UInt32($0), digits: 2) }.joined()
        let constraints = general[5..<11].map { hexadecimal(UInt32($0), digits: 2) }.joined()
        return [
            "profile-space=\(general[0] >> 6)", "profile-id=\(general[0] & 0x1F)", "tier-flag=\(general[0] >> 5 & 1)",
            "level-id=\(general[11])", "profile-compatibility-indicator=\(compatibility)",
            "interop-constraints=\(constraints)",
        ]
    }

    // A 3 after two zeros is not content: it keeps a start code from coming about.
    private static func withoutEmulationPrevention(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var plain: [UInt8] = []
        var zeros = 0
        for byte in bytes {
            if zeros >= 2, byte == 3 {
                zeros = 0
                continue
            }
            zeros = byte == 0 ? zeros + 1 : 0
            plain.append(byte)
        }
        return plain
    }
}

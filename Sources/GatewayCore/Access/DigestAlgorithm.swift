import Crypto

/// A hash of HTTP Digest (RFC 7616, section 3.2).
public enum DigestAlgorithm: String, Sendable, Hashable, CaseIterable {
    case sha256 = "SHA-256"
    case md5 = "MD5"

    /// The hash of a text as lower-case hex digits.
    func hex(_ text: String) -> String {
        switch self {
        case .sha256: DigestAlgorithm.hex(SHA256.hash(data: Array(text.utf8)))
        case .md5: DigestAlgorithm.hex(Insecure.MD5.hash(data: Array(text.utf8)))
        }
    }

    private static func hex(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in bytes { text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }
}

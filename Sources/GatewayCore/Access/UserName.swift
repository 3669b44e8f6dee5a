/// A user's name: 1 to 40 bytes of letters and digits of any script (rulings on `getuid` and `user_management`).
///
/// Names are equal when their bytes are; canonically equivalent spellings are different users.
public struct UserName: Sendable, Hashable, CustomStringConvertible {
    /// The name as it was given.
    public let text: String

    /// The name, or nil if it is not one.
    public init?(_ text: String) {
        guard (1...40).contains(text.utf8.count), text.unicodeScalars.allSatisfy(UserName.isLetterOrDigit) else {
            return nil
        }
        self.text = text
    }

    public var description: String { text }

    public static func == (left: UserName, right: UserName) -> Bool { left.text.hasSameBytes(as: right.text) }

    public func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
    }

    // Marks count as parts of letters: without them no name could be written in Devanagari or Thai.
    private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .nonspacingMark, .spacingMark:
            true
        default: false
        }
    }
}

/// A password: 1 to 64 bytes of UTF-8 without control characters.
public struct Password: Sendable {
    /// The UTF-8 bytes.
    public let bytes: [UInt8]

    /// The password, or nil if it is not one.
    public init?(_ text: String) {
        bytes = Array(text.utf8)
        let hasControls = text.unicodeScalars.contains { $0.properties.generalCategory == .control }
        guard (1...64).contains(bytes.count), !hasControls else { return nil }
    }
}

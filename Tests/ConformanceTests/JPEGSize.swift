/// The size that a JPEG picture says it has.
enum JPEGSize {
    /// `640x480`, or nil if the bytes are no whole JPEG picture.
    static func text(_ bytes: [UInt8]) -> String? {
        guard bytes.starts(with: [0xFF, 0xD8]), bytes.suffix(2) == [0xFF, 0xD9] else { return nil }
        var index = 2
        while index + 9 < bytes.count {
            guard bytes[index] == 0xFF else { return nil }
            let marker = bytes[index + 1]
            let length = Int(bytes[index + 2]) << 8 | Int(bytes[index + 3])
            if (0xC0...0xC3).contains(marker) {
                let height = Int(bytes[index + 5]) << 8 | Int(bytes[index + 6])
                let width = Int(bytes[index + 7]) << 8 | Int(bytes[index + 8])
                return "\(width)x\(height)"
            }
            index += 2 + length
        }
        return nil
    }
}

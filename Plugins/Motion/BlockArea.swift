/// Which blocks of a grid are looked at (CGI section 3.16, `areavalue`).
struct BlockArea: Sendable, Hashable {
    /// Block by block: the rows from the top, each from left to right.
    let selected: [Bool]

    /// Every block of a grid.
    init(allOf grid: BlockGrid) {
        selected = Array(repeating: true, count: grid.count)
    }
}

extension BlockArea {
    /// The area of a grid that hex digits of either case mean: eight blocks a byte, the first in the highest bit.
    ///
    /// - Returns: nil unless there is a digit for every four blocks, an even number in all, and what is over is 0.
    init?(hex: String, of grid: BlockGrid) {
        guard hex.utf8.count == BlockArea.bytes(grid.count) * 2 else { return nil }
        var bits: [Bool] = []
        bits.reserveCapacity(hex.utf8.count * 4)
        for digit in hex.utf8 {
            guard let value = BlockArea.value(of: digit) else { return nil }
            for bit in [UInt8(8), 4, 2, 1] { bits.append(value & bit != 0) }
        }
        guard !bits[grid.count...].contains(true) else { return nil }
        selected = Array(bits[..<grid.count])
    }

    /// The area as lower-case hex digits.
    var hex: String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for first in stride(from: 0, to: BlockArea.bytes(selected.count) * 8, by: 4) {
            var value = 0
            for block in first..<first + 4 {
                value = value << 1 | (block < selected.count && selected[block] ? 1 : 0)
            }
            text.append(digits[value])
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func bytes(_ blocks: Int) -> Int { (blocks + 7) / 8 }

    private static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

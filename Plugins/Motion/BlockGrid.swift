import GatewayCore

/// How many blocks the picture is divided into: `22x18` is 22 across and 18 down (ruling on `motion`).
struct BlockGrid: Sendable, Hashable, CustomStringConvertible {
    /// Blocks across, 1 to 64.
    let columns: Int
    /// Blocks down, 1 to 64.
    let rows: Int

    /// Blocks in all.
    var count: Int { columns * rows }

    var description: String { "\(columns)x\(rows)" }

    /// The document's sample: blocks of 16 pixels in 352x288.
    static let factory = BlockGrid(columns: 22, rows: 18)
}

extension BlockGrid {
    /// The grid that a text such as `22x18` means: plain digits without leading zeros around a small x.
    init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "x"), omittingEmptySubsequences: false)
        guard parts.count == 2, let columns = BlockGrid.side(parts[0]), let rows = BlockGrid.side(parts[1]) else { return nil }
        self.init(columns: columns, rows: rows)
    }

    private static func side(_ digits: Substring.UTF8View) -> Int? {
        guard (1...2).contains(digits.count), digits.first != UInt8(ascii: "0") else { return nil }
        return String(digits).flatMap { wholeNumber($0, in: 1...64) }
    }
}

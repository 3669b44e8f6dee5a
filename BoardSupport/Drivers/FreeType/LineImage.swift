import BoardDevices
import MediaCore

/// A line that grows glyph by glyph, from left to right.
struct LineImage {
    /// Where the next glyph stands, in 64ths of a pixel from the line's beginning.
    var pen = 0

    private var glyphs: [(glyph: Glyph, column: Int, row: Int)] = []
    private let normal: (above: Int, below: Int)
    private let height: Int

    /// No line is longer: there are single letters ten times as wide as high.
    private static let mostColumns = 8192

    /// - Parameters:
    ///   - above: rows above the line on which letters stand that every line has.
    ///   - below: rows below it that every line has.
    ///   - height: the letters' size in pixels.
    init(above: Int, below: Int, height: Int) {
        normal = (above, below)
        self.height = height
    }

    /// Puts a glyph down.
    ///
    /// - Parameters:
    ///   - column: whole pixels from the line's beginning.
    ///   - rise: whole pixels above the line on which letters stand.
    mutating func add(_ glyph: Glyph, column: Int, rise: Int) {
        glyphs.append((glyph, column + glyph.left, -rise - glyph.top))
    }

    /// The line as it is.
    var image: TextImage {
        let left = max(glyphs.map(\.column).min() ?? 0, -height)
        let right = max((pen + 63) >> 6, glyphs.map { $0.column + $0.glyph.width }.max() ?? 0)
        // Marks may be piled up without end; two heights are enough for all that can be read.
        let top = min(max(-(glyphs.map(\.row).min() ?? 0), normal.above), 2 * height)
        let bottom = min(max(glyphs.map { $0.row + $0.glyph.height }.max() ?? 0, normal.below), height)
        let start = min(left, 0)
        let size = PictureSize(width: min(max(0, right - start), LineImage.mostColumns), height: max(0, top + bottom))
        guard size.width > 0, size.height > 0 else { return .empty }
        var coverage = [UInt8](repeating: 0, count: size.area)
        var colors = glyphs.contains { $0.glyph.depth == 4 } ? [UInt8](repeating: 0, count: 4 * size.area) : nil
        for (glyph, column, row) in glyphs {
            let place = (x: column - start, y: row + top)
            if glyph.depth == 4 {
                colors?.withUnsafeMutableBufferPointer { LineImage.put(glyph, at: place, into: $0, of: size) }
            } else {
                coverage.withUnsafeMutableBufferPointer { LineImage.put(glyph, at: place, into: $0, of: size) }
            }
        }
        return TextImage(size: size, coverage: coverage, colors: colors)
    }

    /// Adds up, so that the seams of letters that join do not show.
    private static func put(
        _ glyph: Glyph, at place: (x: Int, y: Int), into target: UnsafeMutableBufferPointer<UInt8>, of size: PictureSize
    ) {
        let columns = max(0, -place.x)..<max(0, -place.x, min(glyph.width, size.width - place.x))
        for y in 0..<glyph.height where (0..<size.height).contains(y + place.y) {
            for byte in columns.lowerBound * glyph.depth..<columns.upperBound * glyph.depth {
                let index = ((y + place.y) * size.width + place.x) * glyph.depth + byte
                let sum = UInt16(target[index]) + UInt16(glyph.pixels[y * glyph.width * glyph.depth + byte])
                target[index] = UInt8(clamping: sum)
            }
        }
    }
}

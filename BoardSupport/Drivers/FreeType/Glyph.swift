import CFreeType

/// A drawn glyph: how much of each pixel it covers, and its colours where it brings its own.
struct Glyph {
    /// Pixels from the pen to the left column, and from the line on which letters stand up to the top row.
    var left: Int
    var top: Int
    var width: Int
    var height: Int
    /// Bytes a pixel: 1 for the coverage alone, 4 for red, green, blue (multiplied by the coverage) and the coverage.
    var depth: Int
    /// The pixels, row after row.
    var pixels: [UInt8]

    /// The glyph made smaller (or larger) by the mean of what falls into each pixel.
    func shrunk(by factor: Double) -> Glyph {
        let (columns, rows) = (scaled(width, by: factor), scaled(height, by: factor))
        var small = Glyph(
            left: Int((Double(left) / factor).rounded()), top: Int((Double(top) / factor).rounded()), width: columns,
            height: rows, depth: depth, pixels: [])
        small.pixels.reserveCapacity(columns * rows * depth)
        let across = (0..<columns).map { shares(of: $0, count: columns, among: width) }
        for row in 0..<rows {
            let down = shares(of: row, count: rows, among: height)
            for column in across {
                var sums = [Double](repeating: 0, count: depth)
                for y in down {
                    for x in column {
                        let start = (y.place * width + x.place) * depth
                        for byte in 0..<depth { sums[byte] += Double(pixels[start + byte]) * x.share * y.share }
                    }
                }
                small.pixels += sums.map { UInt8(clamping: Int($0.rounded())) }
            }
        }
        return small
    }

    private func scaled(_ length: Int, by factor: Double) -> Int {
        length == 0 ? 0 : max(1, Int((Double(length) / factor).rounded()))
    }

    /// Which of `length` pixels, and with what share, make pixel `place` of `count`.
    private func shares(of place: Int, count: Int, among length: Int) -> [(place: Int, share: Double)] {
        let step = Double(length) / Double(count)
        let (start, end) = (Double(place) * step, Double(place + 1) * step)
        return (Int(start)..<min(length, Int(end.rounded(.up)))).map { index in
            (index, (min(end, Double(index + 1)) - max(start, Double(index))) / step)
        }
    }
}

/// What FreeType drew, in one of its forms.
struct GlyphPicture {
    private let bitmap: FT_Bitmap
    private let buffer: UnsafeMutablePointer<UInt8>

    /// - Returns: nil where nothing is drawn, as for a space.
    init?(_ bitmap: FT_Bitmap) {
        guard bitmap.width > 0, bitmap.rows > 0, let buffer = bitmap.buffer else { return nil }
        self.bitmap = bitmap
        self.buffer = buffer
    }

    /// The picture as a glyph, or nil where its form is none that letters have.
    func glyph(left: Int, top: Int) -> Glyph? {
        var glyph = Glyph(
            left: left, top: top, width: Int(bitmap.width), height: Int(bitmap.rows), depth: 1, pixels: [])
        let rows = 0..<glyph.height
        switch UInt32(bitmap.pixel_mode) {
        case FT_PIXEL_MODE_GRAY.rawValue:
            for y in rows { glyph.pixels += UnsafeBufferPointer(start: row(y), count: glyph.width) }
        case FT_PIXEL_MODE_MONO.rawValue:
            for y in rows { glyph.pixels += (0..<glyph.width).map { row(y)[$0 / 8] << ($0 % 8) & 0x80 == 0 ? 0 : 255 } }
        case FT_PIXEL_MODE_BGRA.rawValue:
            glyph.depth = 4
            for y in rows {
                for x in 0..<glyph.width {
                    let pixel = row(y) + 4 * x
                    glyph.pixels += [pixel[2], pixel[1], pixel[0], pixel[3]]
                }
            }
        default:
            return nil
        }
        return glyph
    }

    private func row(_ y: Int) -> UnsafePointer<UInt8> {
        let pitch = Int(bitmap.pitch)
        // Rows may lie upside down in memory.
        let start = pitch < 0 ? buffer - pitch * (Int(bitmap.rows) - 1) : buffer
        return UnsafePointer(start + y * pitch)
    }
}

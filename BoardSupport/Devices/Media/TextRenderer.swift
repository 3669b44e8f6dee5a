public import MediaCore

/// Lays lines of text out and turns them into pixels. Played by the role `text-renderer`. Source: CGI section 3.13, whose titles
/// are UTF-8 of any script.
public protocol TextRenderer: Sendable {
    /// Draws a line. May take milliseconds, the first time longer; called off the cooperative pool.
    ///
    /// - Parameters:
    ///   - line: one line of any script, in the order in which it is written and read.
    ///   - height: the font's size (its em) in pixels; capital letters take about three quarters of it.
    /// - Returns: the line's pixels; of no width for an empty line.
    /// - Throws: why there are none (no font is installed, for instance).
    func draw(_ line: String, height: Int) throws(DeviceFault) -> TextImage
}

/// A line of text as pixels, without a colour of its own save where letters bring one (emoji).
///
/// Lines of one height that need no letters of extraordinary size are equally high, and have their letters at the same height.
public struct TextImage: Sendable, Hashable {
    /// Pixels across and down.
    public let size: PictureSize
    /// How much of each pixel the letters cover, 0 to 255, row after row.
    public let coverage: [UInt8]
    /// The colours of the letters that bring their own, or nil where none does: red, green and blue, each multiplied by how much of
    /// the pixel is covered, and that coverage; four bytes a pixel, row after row.
    public let colors: [UInt8]?

    /// A line's pixels.
    public init(size: PictureSize, coverage: [UInt8], colors: [UInt8]? = nil) {
        self.size = size
        self.coverage = coverage
        self.colors = colors
    }

    /// A line without pixels.
    public static let empty = TextImage(size: PictureSize(width: 0, height: 0), coverage: [])

    /// How much of each pixel is covered by letters of either kind, row after row.
    public var extent: [UInt8] {
        guard let colors else { return coverage }
        return coverage.indices.map { place in
            let own = 4 * place + 3
            return colors.indices.contains(own) ? max(coverage[place], colors[own]) : coverage[place]
        }
    }
}

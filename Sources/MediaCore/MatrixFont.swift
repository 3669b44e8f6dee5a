/// A font of dot-matrix letters, 5 dots across and 7 down, that draws into the planes of a picture.
///
/// It needs no file and no library, so that a picture can always be labelled. It knows the printable characters of ASCII; a box
/// stands for everything else.
public enum MatrixFont {
    /// Dots across a letter.
    public static let glyphWidth = 5
    /// Dots down a letter.
    public static let glyphHeight = 7
    /// Dots from a letter's left edge to the next letter's.
    public static let advance = 6

    /// What lies between the letters and the picture.
    public enum Ground: Sendable, Hashable {
        /// The picture itself.
        case none
        /// A line around each letter, half a dot wide.
        case outline(Ink)
        /// A box around the text, with a margin of one dot.
        case box(Ink)
    }

    /// How letters look.
    public struct Style: Sendable, Hashable {
        /// The letters.
        public var ink: Ink
        /// What is behind them.
        public var ground: Ground

        /// A look; white letters with a black outline unless said otherwise.
        public init(ink: Ink = .white, ground: Ground = .outline(.black)) {
            self.ink = ink
            self.ground = ground
        }
    }

    /// Pixels that a text covers, without what its ground adds around it.
    ///
    /// - Parameter scale: pixels a dot, at least 1.
    public static func size(of text: String, scale: Int) -> PictureSize {
        let count = text.unicodeScalars.count
        guard count > 0 else { return PictureSize(width: 0, height: 0) }
        let scale = usable(scale)
        return PictureSize(width: (count * advance - 1) * scale, height: glyphHeight * scale)
    }

    /// Draws the luma of a text into one plane; what lies outside is left out.
    ///
    /// - Parameters:
    ///   - text: one line.
    ///   - plane: a luma plane.
    ///   - x: pixels from the plane's left edge to the text's.
    ///   - y: pixels from the plane's top edge to the text's.
    ///   - scale: pixels a dot, at least 1.
    ///   - style: how it looks.
    public static func draw(_ text: String, in plane: Plane, x: Int, y: Int, scale: Int, style: Style = Style()) {
        draw(text, in: [plane], x: x, y: y, scale: scale, style: style)
    }

    /// Draws a text into all planes of a picture (I420 or NV12): where it covers the picture, the picture's colour gives way.
    ///
    /// - Parameters:
    ///   - text: one line.
    ///   - planes: as a frame lends them.
    ///   - x: pixels from the picture's left edge to the text's.
    ///   - y: pixels from the picture's top edge to the text's.
    ///   - scale: pixels a dot, at least 1.
    ///   - style: how it looks.
    public static func draw(_ text: String, in planes: [Plane], x: Int, y: Int, scale: Int, style: Style = Style()) {
        let canvas = Canvas(planes)
        let scale = usable(scale)
        let (x, y) = (min(max(x, -farAway), farAway), min(max(y, -farAway), farAway))
        switch style.ground {
        case .none: break
        case .outline(let ink):
            eachRun(of: text) { column, row, length in
                let line = (scale + 1) / 2
                canvas.fill(
                    x: x + column * scale - line, y: y + row * scale - line, width: length * scale + 2 * line,
                    height: scale + 2 * line, ink)
            }
        case .box(let ink):
            let size = size(of: text, scale: scale)
            guard size.width > 0 else { return }
            canvas.fill(
                x: x - scale, y: y - scale, width: size.width + 2 * scale, height: size.height + 2 * scale, ink)
        }
        eachRun(of: text) { column, row, length in
            canvas.fill(x: x + column * scale, y: y + row * scale, width: length * scale, height: scale, style.ink)
        }
    }

    // Beyond any picture, and far from what an addition could overflow.
    private static let farAway = 1 << 20

    private static func usable(_ scale: Int) -> Int { min(max(scale, 1), 256) }

    /// Calls `body` for each horizontal run of dots, in dots from the text's top left corner.
    private static func eachRun(of text: String, _ body: (_ column: Int, _ row: Int, _ length: Int) -> Void) {
        for (place, scalar) in text.unicodeScalars.enumerated() {
            let isKnown = (0x20..<0x7f).contains(scalar.value)
            let glyph = glyphs[isKnown ? Int(scalar.value) - 0x20 : glyphs.count - 1]
            for (row, dots) in glyph.enumerated() {
                var column = 0
                while column < glyphWidth {
                    let start = column
                    while column < glyphWidth, dots & (0b10000 >> UInt8(column)) != 0 { column += 1 }
                    if column > start { body(place * advance + start, row, column - start) }
                    column += 1
                }
            }
        }
    }
}

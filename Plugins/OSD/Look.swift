import MediaCore

/// How letters look: size and colours, by the settings and the picture's height.
struct Look: Sendable, Hashable {
    /// The size of the letters (their em) in pixels.
    let height: Int
    /// The letters.
    let ink: Ink
    /// What is around them.
    let ground: Ink
    /// Whether the ground is a box, rather than an edge around each letter.
    let isBoxed: Bool

    init(_ settings: OSDSettings, pictureHeight: Int) {
        let (share, least) = [(40, 10), (27, 12), (18, 15)][min(max(settings.fontSize, 0), 2)]
        height = max(least, min(pictureHeight / share, 256))
        let isDark = settings.color % 2 == 0
        ink = isDark ? .black : .white
        ground = isDark ? .white : .black
        isBoxed = settings.color < 2
    }

    /// Pixels that the ground goes beyond the line, left and right, above and below.
    var padding: (across: Int, down: Int) {
        isBoxed ? (max(2, height / 5), max(1, height / 16)) : (edge, edge)
    }

    /// Pixels that an edge is wide.
    var edge: Int { max(1, (height + 6) / 14) }

    /// Pixels between the writing and the picture's edge, and between two blocks of writing.
    var margin: Int { max(2, height / 3) & ~1 }
}

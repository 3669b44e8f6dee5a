import BoardDevices
import MediaCore

/// Lines of writing that stand one below the other, drawn: the time, or the title with what stands below it.
struct Block: Sendable {
    /// What decides how it looks.
    struct Key: Sendable, Hashable {
        let lines: [String]
        let look: Look
        let layout: PixelLayout
        /// The picture's, which longer lines must fit into.
        let width: Int
    }

    let key: Key
    private let strips: [Strip]

    init(_ key: Key, letters: Letters) {
        self.key = key
        strips = key.lines.compactMap { line in
            let image = Block.fitting(line, key, letters)
            return image.size.width == 0 ? nil : Strip(image, look: key.look, layout: key.layout)
        }
    }

    var isEmpty: Bool { strips.isEmpty }

    /// The area that the block takes at a place.
    func area(at place: OSDSettings.Place, in picture: PictureSize) -> Area {
        let height = strips.reduce(0) { $0 + $1.size.height }
        let width = strips.map(\.size.width).max() ?? 0
        let percent = percent(place)
        return Area(
            x: start(of: width, in: picture.width, percent: percent.x),
            y: start(of: height, in: picture.height, percent: percent.y), width: width, height: height)
    }

    /// Where each line stands when the block begins at row `y`.
    func places(from y: Int, _ place: OSDSettings.Place, in picture: PictureSize) -> [(strip: Strip, x: Int, y: Int)] {
        let percent = percent(place)
        var top = y
        return strips.map { strip in
            defer { top += strip.size.height }
            return (strip, start(of: strip.size.width, in: picture.width, percent: percent.x), top)
        }
    }

    private func percent(_ place: OSDSettings.Place) -> (x: Int, y: Int) {
        place.kind == 0 ? (x: place.x * 50, y: place.y * 50) : (x: place.x, y: place.y)
    }

    /// Even, as the picture's colours have half its resolution.
    private func start(of length: Int, in whole: Int, percent: Int) -> Int {
        let free = max(0, whole - length - 2 * key.look.margin)
        return (min(key.look.margin, max(0, whole - length)) + free * percent / 100) & ~1
    }

    /// A line too long for the picture is written smaller, down to half of the height; what is longer still is cut off.
    private static func fitting(_ line: String, _ key: Key, _ letters: Letters) -> TextImage {
        let image = letters.draw(line, height: key.look.height)
        let room = key.width - 2 * (key.look.margin + key.look.padding.across)
        guard image.size.width > room, room > 0 else { return image }
        let height = max(key.look.height / 2, key.look.height * room / image.size.width, 8)
        return height < key.look.height ? letters.draw(line, height: height) : image
    }
}

public import BoardDevices
import MediaCore

/// What every text renderer must keep; throws ``ConformanceFailure`` with the first broken promise.
public enum TextRendererConformance {
    /// Runs the whole suite.
    public static func check(_ renderer: any TextRenderer) throws {
        for height in [10, 16, 27, 40, 60] {
            let time = try renderer.draw("2026-11-24 08:05:09", height: height)
            let later = try renderer.draw("2027-12-30 23:46:58", height: height)
            let title = try renderer.draw("Gate", height: height)
            for image in [time, later, title] { try checkShape(image, "\(height) pixels") }
            try promise(time.size == later.size, "\(height) pixels: the time must not move as it goes on")
            try promise(time != later, "\(height) pixels: another time must look otherwise")
            try promise(time.size.height == title.size.height, "\(height) pixels: lines must be equally high")
            try promise(title.size.width < time.size.width, "\(height) pixels: a shorter line must be shorter")
            try promise(
                (height / 2...2 * height).contains(title.size.height), "\(height) pixels: a line is \(title.size.height) high")
            try promise(title.coverage.contains(255) || height < 20, "\(height) pixels: stems must be covered wholly")
            try promise(title.coverage.contains(0), "\(height) pixels: there must be room between letters")
        }
        let small = try renderer.draw("Gate", height: 20)
        let large = try renderer.draw("Gate", height: 60)
        try promise(large.size.width > 2 * small.size.width, "letters must grow with the height")
        try promise(try renderer.draw("", height: 20).size.width == 0, "an empty line must have no pixels")
        let oddities = ["\u{0}\u{7}", " ", "\u{301}\u{301}", "\u{FFFD}\u{10FFFD}", "\u{202E}abc\u{202C}", "a\nb"]
        for oddity in oddities { try checkShape(try renderer.draw(oddity, height: 20), "oddity") }
        for height in [Int.min, 0, Int.max] {
            let isRefused = (try? renderer.draw("a", height: height)) == nil
            try promise(isRefused, "letters of \(height) pixels must be refused")
        }
    }

    private static func checkShape(_ image: TextImage, _ label: String) throws {
        try promise(image.coverage.count == image.size.area, "\(label): the pixels must fill \(image.size)")
        if let colors = image.colors {
            try promise(colors.count == 4 * image.size.area, "\(label): the colours must fill \(image.size)")
            let isSound = stride(from: 0, to: colors.count, by: 4).allSatisfy { place in
                colors[place..<place + 3].allSatisfy { $0 <= colors[place + 3] }
            }
            try promise(isSound, "\(label): no colour may be stronger than its coverage")
        }
    }
}

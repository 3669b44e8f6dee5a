import BoardDevices
import MediaCore
import Synchronization

/// Draws lines with the fonts of the system. Nothing is opened before the first line: a camera without titles needs no fonts.
final class FreeTypeRenderer: TextRenderer {
    private let configuration: FreeTypeEntry.Configuration
    private let cache: String
    private let typesetter = Mutex<Typesetter?>(nil)

    private static let heights = 4...512
    /// More than any title has.
    private static let mostScalars = 1024

    /// - Parameter cache: where what was learnt about a folder of fonts is kept.
    init(_ configuration: FreeTypeEntry.Configuration, cache: String) {
        self.configuration = configuration
        self.cache = cache
    }

    func draw(_ line: String, height: Int) throws(DeviceFault) -> TextImage {
        guard FreeTypeRenderer.heights.contains(height) else {
            throw DeviceFault(.outOfRange, "freetype: letters of \(height) pixels", remedy: "4 to 512 pixels")
        }
        let scalars = Array(line.unicodeScalars.prefix(FreeTypeRenderer.mostScalars))
        if scalars.isEmpty { return .empty }
        return try typesetter.withLock { typesetter throws(DeviceFault) -> TextImage in
            let opened: Typesetter
            if let typesetter {
                opened = typesetter
            } else {
                opened = try Typesetter(configuration, cache: cache)
                typesetter = opened
            }
            return try opened.draw(scalars, height: height)
        }
    }
}

import GatewayCore
import MediaCore

/// The privacy masks and their colour.
struct PrivacySettings: Sendable, Hashable {
    /// How many rectangles there are.
    static let count = 8

    var color = 0
    private(set) var masks = [PrivacyMask](repeating: PrivacyMask(), count: PrivacySettings.count)

    /// A rectangle by its number, 1 to ``count``.
    subscript(number: Int) -> PrivacyMask {
        get { masks.indices.contains(number - 1) ? masks[number - 1] : PrivacyMask() }
        set { if masks.indices.contains(number - 1) { masks[number - 1] = newValue } }
    }

    /// Whether anything is filled.
    var isAnyEnabled: Bool { masks.contains(where: \.isEnabled) }

    /// What rectangles are filled with.
    var ink: Ink { [Ink.black, Ink(luma: 126), Ink.white][min(max(color, 0), 2)] }

    static let fields: [Field<PrivacySettings>] =
        [Field(\.color, .choice("color", 0...2, "what rectangles are filled with: 0 black, 1 grey, 2 white"))]
        + (1...count).flatMap { number -> [Field<PrivacySettings>] in
            let name = "mask_\(number)"
            return [
                Field(\.[number].isEnabled, .toggle("\(name)_enable", "whether rectangle \(number) is filled")),
                Field(\.[number].x, .number("\(name)_x", 0...100, "its left edge, percent of the width")),
                Field(\.[number].y, .number("\(name)_y", 0...100, "its upper edge, percent of the height")),
                Field(
                    \.[number].width,
                    .number("\(name)_width", 1...100, "percent of the width; beyond the picture it is cut off")),
                Field(
                    \.[number].height,
                    .number("\(name)_height", 1...100, "percent of the height; beyond the picture it is cut off")),
            ]
        }
}

import MediaCore

/// A rectangle of the picture that is filled, in percent of the picture's sides.
struct PrivacyMask: Sendable, Hashable {
    var isEnabled = false
    var x = 0
    var y = 0
    var width = 25
    var height = 25

    /// The columns that the rectangle touches.
    func columns(of picture: PictureSize) -> Range<Int> { PrivacyMask.touched(x, width, of: picture.width) }

    /// The rows that the rectangle touches.
    func rows(of picture: PictureSize) -> Range<Int> { PrivacyMask.touched(y, height, of: picture.height) }

    /// Rounded outwards to whole colour samples, so that nothing of what is to be hidden shows at the rim, in any size.
    private static func touched(_ start: Int, _ length: Int, of whole: Int) -> Range<Int> {
        let first = min(whole * start / 100 & ~1, whole)
        let end = min((whole * (start + length) + 99) / 100 + 1 & ~1, whole)
        return first..<max(first, end)
    }
}

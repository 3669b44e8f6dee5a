import MediaCore

/// Writes blocks of text into a picture: size and colours by the settings, place by direction or percent.
struct Writing {
    private let scale: Int
    private let style: MatrixFont.Style

    init(_ settings: OSDSettings, pictureHeight: Int) {
        // Letters take a 54th, 36th or 24th of the picture's height, whatever its size.
        let share = [54, 36, 24][min(max(settings.fontSize, 0), 2)]
        scale = max(1, (pictureHeight + share * MatrixFont.glyphHeight / 2) / (share * MatrixFont.glyphHeight))
        style =
            switch settings.color {
            case 0: MatrixFont.Style(ink: .black, ground: .box(.white))
            case 1: MatrixFont.Style(ink: .white, ground: .box(.black))
            case 2: MatrixFont.Style(ink: .black, ground: .outline(.white))
            default: MatrixFont.Style(ink: .white, ground: .outline(.black))
            }
    }

    /// Draws lines one below the other.
    func draw(_ lines: [String], at place: OSDSettings.Place, in planes: [Plane], of picture: PictureSize) {
        guard !lines.isEmpty else { return }
        let margin = scale * 2
        let pitch = (MatrixFont.glyphHeight + 3) * scale
        let sizes = lines.map { MatrixFont.size(of: $0, scale: scale) }
        let height = pitch * (lines.count - 1) + MatrixFont.glyphHeight * scale
        let percent = place.kind == 0 ? (x: place.x * 50, y: place.y * 50) : (x: place.x, y: place.y)
        let top = margin + max(0, picture.height - height - 2 * margin) * percent.y / 100
        for (index, line) in lines.enumerated() {
            let left = margin + max(0, picture.width - sizes[index].width - 2 * margin) * percent.x / 100
            MatrixFont.draw(line, in: planes, x: left, y: top + index * pitch, scale: scale, style: style)
        }
    }
}

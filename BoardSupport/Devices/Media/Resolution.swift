public import MediaCore

/// The names that the CGI gives to resolutions (section 3.9 and the ruling on `videoencoder`).
public enum Resolution {
    private static let named: [(name: String, size: PictureSize)] = [
        ("1080P", PictureSize(width: 1920, height: 1080)),
        ("720P", PictureSize(width: 1280, height: 720)),
        ("VGA", PictureSize(width: 640, height: 480)),
        ("QVGA", PictureSize(width: 320, height: 240)),
    ]

    /// The size that a name means: `1080P`, `720P`, `VGA`, `QVGA` or `WIDTHXHEIGHT` with even sides of 16 to 8192.
    public static func size(named name: String) -> PictureSize? {
        if let known = named.first(where: { $0.name == name }) { return known.size }
        let parts = name.split(separator: "X", omittingEmptySubsequences: false)
        guard parts.count == 2, let width = Int(parts[0]), let height = Int(parts[1]) else { return nil }
        let sides = 16...8192
        guard sides.contains(width), sides.contains(height), width % 2 == 0, height % 2 == 0 else { return nil }
        return PictureSize(width: width, height: height)
    }

    /// The CGI's name of a size.
    public static func name(of size: PictureSize) -> String {
        named.first { $0.size == size }?.name ?? "\(size.width)X\(size.height)"
    }
}

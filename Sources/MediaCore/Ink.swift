/// A colour in video levels.
public struct Ink: Sendable, Hashable {
    /// 16 (black) to 235 (white).
    public let luma: UInt8
    /// Blue difference, 128 is neutral.
    public let blue: UInt8
    /// Red difference, 128 is neutral.
    public let red: UInt8

    /// A colour; grey unless the differences say otherwise.
    public init(luma: UInt8, blue: UInt8 = 128, red: UInt8 = 128) {
        self.luma = luma
        self.blue = blue
        self.red = red
    }

    /// White.
    public static let white = Ink(luma: 235)
    /// Black.
    public static let black = Ink(luma: 16)
}

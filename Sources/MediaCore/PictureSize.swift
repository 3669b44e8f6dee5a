/// Width and height of a picture in pixels.
public struct PictureSize: Sendable, Hashable, CustomStringConvertible {
    /// Pixels across.
    public let width: Int
    /// Pixels down.
    public let height: Int

    /// A size; both sides in pixels.
    public init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    /// Pixels in all.
    public var area: Int { width * height }

    /// `1920x1080`.
    public var description: String { "\(width)x\(height)" }
}

/// Frames a second, as a fraction (29.97 is 30000/1001).
public struct FrameRate: Sendable, Hashable, CustomStringConvertible {
    /// Frames in `denominator` seconds.
    public let numerator: Int
    /// Seconds; at least 1.
    public let denominator: Int

    /// A rate of `numerator`/`denominator` frames a second; anything below 1 is taken as 1.
    public init(_ numerator: Int, _ denominator: Int = 1) {
        self.numerator = max(1, numerator)
        self.denominator = max(1, denominator)
    }

    /// Frames a second.
    public var perSecond: Double { Double(numerator) / Double(denominator) }

    /// From one frame to the next.
    public var interval: Duration {
        .nanoseconds(Int64(denominator) * 1_000_000_000 / Int64(numerator))
    }

    /// From frame 0 to frame `index`, exactly: whoever adds intervals up instead drifts.
    public func time(ofFrame index: Int64) -> Duration {
        let ticks = Int128(index) &* Int128(denominator) &* 1_000_000_000
        return .nanoseconds(Int64(clamping: ticks / Int128(numerator)))
    }

    public var description: String { denominator == 1 ? "\(numerator)" : "\(numerator)/\(denominator)" }
}

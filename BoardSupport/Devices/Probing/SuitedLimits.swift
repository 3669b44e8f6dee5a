import MediaCore

/// What a software encoder may be set to on a board with a given camera: sizes that the camera reaches, at rates that it keeps.
struct SuitedLimits {
    private let modes: [CaptureMode]

    /// - Parameter modes: what the camera gives; with none, small pictures at a modest rate are assumed.
    init(modes: [CaptureMode]) {
        let usable = modes.filter { (1...240).contains($0.rate) && Resolution.size(named: Resolution.name(of: $0.size)) != nil }
        self.modes = usable.isEmpty ? [CaptureMode(size: PictureSize(width: 640, height: 480), rate: 15)] : usable
    }

    private static let usual = ["1080P", "720P", "VGA", "QVGA"]

    /// The keys of an encoder's entry, as ``ConfigSection/encodingLimits()`` reads them.
    var keys: [Finding.Fact] {
        let sizes = reachable
        let main = sizes.prefix(3)
        let small = sizes.filter { $0.area <= 640 * 480 }
        let sub = small.isEmpty ? sizes.suffix(1) : small.prefix(2)
        return rows("stream1", Array(main)) + rows("stream2", Array(sub))
    }

    /// The usual sizes that the camera reaches, largest first; the camera's own largest where it reaches none.
    private var reachable: [PictureSize] {
        let usual = SuitedLimits.usual.compactMap(Resolution.size(named:)).filter { rate(at: $0) != nil }
        if !usual.isEmpty { return usual }
        return modes.map(\.size).max { $0.area < $1.area }.map { [$0] } ?? []
    }

    /// The highest rate at which the camera gives pictures of at least that size.
    private func rate(at size: PictureSize) -> Int? {
        modes.filter { $0.size.width >= size.width && $0.size.height >= size.height }.map(\.rate).max()
    }

    private func rows(_ stream: String, _ sizes: [PictureSize]) -> [Finding.Fact] {
        sizes.flatMap { size -> [Finding.Fact] in
            let path = "streams.\(stream).\(Resolution.name(of: size))"
            let bitrate = SuitedLimits.bitrate(of: size)
            return [
                Finding.Fact("\(path).framerate", "1-\(rate(at: size) ?? 1)"),
                Finding.Fact("\(path).bitrate", "\(bitrate.lowerBound)-\(bitrate.upperBound)"),
            ]
        }
    }

    /// kbit/s between barely and amply watchable, growing with the picture.
    private static func bitrate(of size: PictureSize) -> ClosedRange<Int> {
        switch size.area {
        case ..<(320 * 240 + 1): 50...1000
        case ..<(640 * 480 + 1): 50...2000
        case ..<(1280 * 720 + 1): 300...4000
        case ..<(1920 * 1080 + 1): 500...6000
        default: 1000...16_000
        }
    }
}

public import BoardDevices
public import MediaCore

// How a bit rate is kept, by the sizes of packets: frames are counted, nothing is timed.
extension VideoEncoderConformance {
    /// Checks that a constant rate keeps within a tenth over every ten seconds, and that a variable one is never more than a
    /// quarter above its ceiling over any two.
    ///
    /// - Parameters:
    ///   - size: pixels of the pictures, at most 1024 across.
    ///   - bitrates: kbit/s that the scene needs, as a whole, at fair quality.
    ///   - govLengths: frames from one key frame to the next; at most two seconds' worth.
    public static func checkRates(
        _ source: any VideoEncoderSource, size: PictureSize, bitrates: [Int], govLengths: [Int] = [50]
    ) throws {
        let scene = GrainyScene(size)
        let frames = (0..<300).map { scene.picture($0) }
        for bitrate in bitrates {
            for govLength in govLengths {
                for control in BitrateControl.allCases {
                    let settings = EncoderSettings(
                        size: size, framerate: 25, govLength: govLength, bitrate: bitrate, control: control)
                    let encoder = try source.makeEncoder(settings)
                    let sizes = try frames.flatMap { try encoder.encode($0, key: false) }.map(\.bytes.count)
                    try promise(sizes.count == frames.count, "each picture must give its packet")
                    try check(sizes, settings)
                }
            }
        }
    }

    private static func check(_ sizes: [Int], _ settings: EncoderSettings) throws {
        let name = "\(settings.control.rawValue) \(settings.bitrate) kbit/s, groups of \(settings.govLength)"
        let ten = shares(sizes, seconds: 10, settings)
        let two = shares(sizes, seconds: 2, settings)
        switch settings.control {
        case .cbr: try promise((0.9...1.1).contains(ten), "\(name): \(ten) of it over ten seconds")
        case .vbr:
            let most = two.upperBound
            try promise(most <= 1.25, "\(name): \(most) of it over two seconds")
        }
    }

    /// The least and the most of the bit rate that any window of some seconds takes.
    public static func shares(_ sizes: [Int], seconds: Int, _ settings: EncoderSettings) -> ClosedRange<Double> {
        let length = seconds * settings.framerate
        guard sizes.count >= length, length > 0 else { return 0...0 }
        var sum = sizes[..<length].reduce(0, +)
        var (least, most) = (sum, sum)
        for (leaving, coming) in zip(sizes, sizes[length...]) {
            sum += coming - leaving
            (least, most) = (min(least, sum), max(most, sum))
        }
        let whole = Double(settings.bitrate * seconds) * 1_000 / 8
        return Double(least) / whole...Double(most) / whole
    }
}

extension ClosedRange<Double> {
    fileprivate func contains(_ other: ClosedRange<Double>) -> Bool {
        lowerBound <= other.lowerBound && other.upperBound <= upperBound
    }
}

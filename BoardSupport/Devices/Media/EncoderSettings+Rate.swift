import MediaCore

extension EncoderSettings {
    /// The buffer between encoder and decoder that a rate control should keep from overflowing, in kbit (H.264 annex C).
    ///
    /// What a stream takes over any time is at most its bit rate and one such buffer. A second's worth lets a constant rate
    /// pass over a key frame and still hold within a tenth over ten seconds; four tenths keep a variable rate at most a fifth
    /// above its ceiling over two. At low frame rates it is at least one frame's share.
    public var rateBuffer: Int {
        let share = bitrate / max(1, framerate)
        switch control {
        case .cbr: return max(1, bitrate, share)
        case .vbr: return max(1, bitrate / 5 * 2, share)
        }
    }

    /// Refuses what no software encoder could be.
    ///
    /// - Parameters:
    ///   - encoder: who refuses, such as `x264`.
    ///   - sides: pixels that a picture may be wide or high; both must be even.
    /// - Throws: `outOfRange`.
    public func check(for encoder: String, sides: ClosedRange<Int>) throws(DeviceFault) {
        guard sides.contains(size.width), sides.contains(size.height), size.width % 2 == 0, size.height % 2 == 0 else {
            throw DeviceFault(
                .outOfRange, "\(encoder): size \(size)", remedy: "even sides from \(sides.lowerBound) to \(sides.upperBound)")
        }
        guard (1...1000).contains(framerate) else {
            throw DeviceFault(.outOfRange, "\(encoder): \(framerate) frames/s", remedy: "1 to 1000")
        }
        guard (1...100_000).contains(govLength) else {
            throw DeviceFault(.outOfRange, "\(encoder): group length \(govLength)", remedy: "1 to 100000")
        }
        guard EncoderSettings.bitrates.contains(bitrate) else {
            throw DeviceFault(.outOfRange, "\(encoder): \(bitrate) kbit/s", remedy: "1 to 1000000")
        }
    }

    /// Bit rates that make sense, in kbit/s.
    public static let bitrates = 1...1_000_000
}

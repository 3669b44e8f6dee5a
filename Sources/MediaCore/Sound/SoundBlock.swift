/// Some milliseconds of sound as they were captured: one channel of 16-bit samples.
public struct SoundBlock: Sendable, Hashable {
    /// The samples in their order.
    public let samples: [Int16]
    /// Samples a second, in Hz.
    public let sampleRate: Int
    /// When the first sample was captured.
    public let captured: MonotonicInstant

    /// Samples that begin at an instant.
    public init(samples: [Int16], sampleRate: Int, captured: MonotonicInstant) {
        self.samples = samples
        self.sampleRate = sampleRate
        self.captured = captured
    }

    /// How long the samples last.
    public var duration: Duration { SoundBlock.duration(of: samples.count, at: sampleRate) }

    /// How long samples last at a rate in Hz; nothing at a rate that is none.
    public static func duration(of samples: Int, at sampleRate: Int) -> Duration {
        .nanoseconds(nanoseconds(of: samples, at: sampleRate))
    }

    /// The same in whole nanoseconds, for what is reckoned fifty times a second.
    public static func nanoseconds(of samples: Int, at sampleRate: Int) -> Int64 {
        guard sampleRate > 0 else { return 0 }
        let (seconds, rest) = Int64(samples).quotientAndRemainder(dividingBy: Int64(sampleRate))
        return seconds &* 1_000_000_000 &+ rest &* 1_000_000_000 / Int64(sampleRate)
    }
}

/// One frame of compressed sound, which is decoded on its own or after those before it.
public struct SoundPacket: Sendable, Hashable {
    /// How it is compressed.
    public let codec: AudioCodec
    /// Samples a second, in Hz.
    public let sampleRate: Int
    /// How many samples it holds.
    public let sampleCount: Int
    /// When the first of the samples that a decoder makes of it was captured.
    public let captured: MonotonicInstant
    /// The frame, without any header of a container.
    public let bytes: [UInt8]

    /// A compressed frame.
    public init(codec: AudioCodec, sampleRate: Int, sampleCount: Int, captured: MonotonicInstant, bytes: [UInt8]) {
        self.codec = codec
        self.sampleRate = sampleRate
        self.sampleCount = sampleCount
        self.captured = captured
        self.bytes = bytes
    }
}

extension MonotonicInstant {
    /// The instant so many samples later, or earlier.
    public func advanced(by samples: Int, at sampleRate: Int) -> MonotonicInstant {
        MonotonicInstant(nanoseconds: nanoseconds &+ SoundBlock.nanoseconds(of: samples, at: sampleRate))
    }
}

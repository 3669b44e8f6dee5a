import MediaCore

/// Maps the capture times of sound to RTP time stamps that count samples.
///
/// Time stamps run on without a step while the capture times are where the samples before them end; when the card's clock has
/// drifted by a few milliseconds, or samples were lost, they step to the capture time. So they never leave the clock of the
/// picture.
struct SoundTimeline {
    /// How far the samples may be from their capture time: nobody hears or sees so little.
    private static let tolerance = Duration.milliseconds(5)

    private let offset: UInt32
    private var clock: RTPTimeline
    private var expected: UInt32?

    /// A timeline at a rate that begins anywhere.
    ///
    /// - Parameters:
    ///   - rate: ticks a second: the sample rate.
    ///   - offset: the time stamp of the clock's zero; the same for every rate of one source.
    init(rate: Int, offset: UInt32) {
        self.offset = offset
        clock = RTPTimeline(rate: Int64(rate), offset: offset)
    }

    /// Ticks a second.
    var rate: Int { Int(clock.rate) }

    /// The time stamp that belongs to an instant, for reports.
    func timestamp(at instant: MonotonicInstant) -> UInt32 { clock.timestamp(at: instant) }

    /// The time stamp of the next packet, as far as it can be known.
    func next(at instant: MonotonicInstant) -> UInt32 { expected ?? clock.timestamp(at: instant) }

    /// The time stamp of a packet, and whether it follows the one before without a step.
    mutating func take(_ packet: SoundPacket) -> (timestamp: UInt32, isContinuous: Bool) {
        let wanted = clock.timestamp(at: packet.captured)
        let length = UInt32(clamping: packet.sampleCount)
        guard let expected else {
            self.expected = wanted &+ length
            return (wanted, false)
        }
        let step = Int64(Int32(bitPattern: wanted &- expected))
        let tolerance = Int64(clock.rate) * SoundTimeline.tolerance.wholeNanoseconds / 1_000_000_000
        // Time stamps that went back would end what a player has begun to play.
        let isContinuous = abs(step) <= tolerance || step < -Int64(length / 2)
        let given = isContinuous ? expected : wanted
        self.expected = given &+ length
        return (given, isContinuous)
    }
}

/// Gives blocks of sound at their moments on a clock, on a thread of its own: for devices that stand for a microphone.
public final class PacedSound: Sendable {
    private static let blocksPerSecond = 50
    /// Whoever is later than that makes a new beginning instead of hurrying.
    private static let patience = Duration.seconds(1)

    private let metronome: Metronome
    private let thread: BackgroundThread

    /// Starts to give sound, 20 ms at a time, each block when its last sample has sounded.
    ///
    /// - Parameters:
    ///   - name: the thread's name.
    ///   - clock: whose moments count.
    ///   - sampleRate: samples a second, in Hz.
    ///   - samples: gives so many samples, the first of which sounds at the moment.
    ///   - deliver: takes each block.
    public init(
        name: String, clock: any MonotonicClock, sampleRate: Int,
        samples: @escaping @Sendable (_ count: Int, _ moment: MonotonicInstant) -> [Int16],
        deliver: @escaping @Sendable (SoundBlock) -> Void
    ) {
        let metronome = Metronome(clock)
        self.metronome = metronome
        let count = max(1, sampleRate / PacedSound.blocksPerSecond)
        thread = BackgroundThread(name: name) {
            var beginning = clock.now
            var given = 0
            while true {
                let moment = beginning + SoundBlock.duration(of: given, at: sampleRate)
                given += count
                guard metronome.wait(until: beginning + SoundBlock.duration(of: given, at: sampleRate)) else { return }
                if clock.now - moment > PacedSound.patience {
                    beginning = clock.now
                    given = 0
                    continue
                }
                deliver(SoundBlock(samples: samples(count, moment), sampleRate: sampleRate, captured: moment))
            }
        }
    }

    /// Ends it; when it returns, nothing is delivered any more. Must not be called from what takes the blocks.
    public func stop() {
        metronome.stop()
        thread.join()
    }

    deinit {
        metronome.stop()
    }
}

import BoardDevices
import Logging
import MediaCore
import Synchronization

/// One delivery of a microphone from start to stop, with every loss and return of the card in between.
final class CaptureRun: Sendable {
    private static let pause = Duration.seconds(1)
    /// Rounds of a tenth of a second without a sample, after which a card counts as hanging.
    private static let patience = 20

    private let address: CardAddress
    private let sampleRate: Int
    /// Samples of a block.
    private let size: Int
    private let volume: CardVolume
    private let host: DriverHost
    private let deliver: @Sendable (SoundBlock) -> Void
    private let metronome: Metronome
    private let trouble = Mutex<DeviceFault?>(nil)

    init(
        _ address: CardAddress, sampleRate: Int, frameSize: Int, volume: CardVolume, host: DriverHost,
        deliver: @escaping @Sendable (SoundBlock) -> Void
    ) {
        self.address = address
        self.sampleRate = sampleRate
        size = CaptureRun.blockSize(of: frameSize, at: sampleRate)
        self.volume = volume
        self.host = host
        self.deliver = deliver
        metronome = Metronome(host.clock)
    }

    /// A frame at once; half of one that is longer than a tenth of a second, several of those that are shorter than a hundredth.
    static func blockSize(of frameSize: Int, at sampleRate: Int) -> Int {
        var size = max(1, frameSize)
        while size > max(1, sampleRate / 10) { size -= size / 2 }
        while size < sampleRate / 100 { size *= 2 }
        return size
    }

    /// Why nothing comes now.
    var fault: DeviceFault? { trouble.withLock { $0 } }

    /// Ends the run soon.
    func stop() { metronome.stop() }

    /// Delivers until stopped. Blocks; called on a thread of its own.
    func run() {
        while !metronome.isStopped {
            do throws(DeviceFault) {
                try capture()
            } catch {
                note(error)
                _ = metronome.wait(until: host.clock.now + CaptureRun.pause)
            }
        }
    }

    private func note(_ fault: DeviceFault?) {
        let former = trouble.withLock { trouble in
            defer { trouble = fault }
            return trouble
        }
        guard former != fault else { return }
        if let fault {
            host.logger.warning("no sound from \(address.pcm); trying again", metadata: ["problem": "\(fault)"])
        } else {
            host.logger.info("sound from \(address.pcm) again")
        }
    }

    private func capture() throws(DeviceFault) {
        let pcm = try PCM(address, .capture, sampleRate: sampleRate, period: size)
        volume.restore()
        try pcm.start()
        var clock = CaptureClock(sampleRate: sampleRate)
        var silence = 0
        var isWell = false
        // Whoever is done with a block at its end leaves its memory for the next.
        var samples = [Int16](repeating: 0, count: size)
        while !metronome.isStopped {
            let outcome = try samples.withUnsafeMutableBufferPointer { room throws(DeviceFault) in try pcm.read(into: room) }
            switch outcome {
            case .samples(let count):
                if !isWell { note(nil) }
                isWell = true
                silence = 0
                take(count == size ? samples : Array(samples[..<count]), pcm.delay ?? 0, &clock)
            case .nothing:
                silence += 1
                guard silence < CaptureRun.patience else {
                    throw DeviceFault(
                        .failed, "\(address.pcm) gives no sample", remedy: "look into the kernel log for the card")
                }
            case .gap:
                clock.reset()
                host.logger.debug("samples of \(address.pcm) were lost")
            }
        }
    }

    private func take(_ samples: [Int16], _ pending: Int, _ clock: inout CaptureClock) {
        let measured = host.clock.now.advanced(by: -(samples.count + max(0, pending)), at: sampleRate)
        let isEarly = clock.isEarly(measured)
        let first = clock.first(of: samples.count, measured: measured)
        // A file has no clock: its samples are ready before they can have sounded.
        if isEarly, !metronome.wait(until: first.advanced(by: samples.count, at: sampleRate)) { return }
        deliver(SoundBlock(samples: volume.gain.applied(to: samples), sampleRate: sampleRate, captured: first))
    }
}

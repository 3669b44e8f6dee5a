import BoardDevices
import MediaCore
import Synchronization

/// A sound card's input.
final class ALSAMicrophone: AudioInput {
    let sampleRates: [Int]

    private let address: CardAddress
    private let host: DriverHost
    private let volume: CardVolume
    private let running = Mutex<(run: CaptureRun, thread: BackgroundThread)?>(nil)

    init(_ address: CardAddress, sampleRates: [Int], host: DriverHost) {
        self.address = address
        self.sampleRates = sampleRates
        self.host = host
        volume = CardVolume(address, .capture)
    }

    var fault: DeviceFault? {
        running.withLock { $0?.run.fault } ?? address.absence
    }

    func setVolume(_ percent: Int) throws(DeviceFault) { try volume.set(percent) }

    func startCapture(sampleRate: Int, deliver: @escaping @Sendable (SoundBlock) -> Void) throws(DeviceFault) {
        try startCapture(sampleRate: sampleRate, frameSize: sampleRate / 50, deliver: deliver)
    }

    func startCapture(
        sampleRate: Int, frameSize: Int, deliver: @escaping @Sendable (SoundBlock) -> Void
    ) throws(DeviceFault) {
        guard sampleRates.contains(sampleRate) else {
            throw DeviceFault(.outOfRange, "\(address.pcm): \(sampleRate) Hz is not among \(sampleRates)")
        }
        stopCapture()
        let run = CaptureRun(
            address, sampleRate: sampleRate, frameSize: frameSize, volume: volume, host: host, deliver: deliver)
        let thread = BackgroundThread(name: host.device) { run.run() }
        running.withLock { $0 = (run, thread) }
    }

    func stopCapture() {
        let running = running.withLock { $0.take() }
        running?.run.stop()
        running?.thread.join()
    }

    deinit {
        running.withLock { $0 }?.run.stop()
    }
}

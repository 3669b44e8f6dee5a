import BoardDevices
import MediaCore
import Synchronization

/// A camera whose pictures come from a reel, with a microphone that hears what belongs to them.
final class ClipCamera: FrameSource, AudioInput {
    let sampleRates = ClipSound.sampleRates
    let fault: DeviceFault? = nil
    let maximumSize: PictureSize?
    let maximumRate: Int?
    private let host: DriverHost
    private let reel: @Sendable (CaptureWish) throws(DeviceFault) -> any Reel
    private let sound: ClipSound
    private let running = Mutex<(delivery: Delivery, thread: BackgroundThread)?>(nil)

    /// A camera that takes a fresh reel for each delivery.
    init(
        host: DriverHost, sound: ClipSound, maximumSize: PictureSize?, maximumRate: Int?,
        reel: @escaping @Sendable (CaptureWish) throws(DeviceFault) -> any Reel
    ) {
        self.host = host
        self.sound = sound
        self.maximumSize = maximumSize
        self.maximumRate = maximumRate
        self.reel = reel
    }

    func start(_ wish: CaptureWish, deliver: @escaping @Sendable (consuming Frame) -> Void) throws(DeviceFault) {
        stop()
        let reel = try reel(wish)
        let delivery = try Delivery(host: host, place: sound.place, deliver: deliver)
        let thread = BackgroundThread(name: host.device) { reel.run(delivery) }
        let replaced = running.withLock { running in
            defer { running = (delivery, thread) }
            return running
        }
        replaced?.delivery.stop()
        replaced?.thread.join()
    }

    func stop() {
        let running = running.withLock { running in
            defer { running = nil }
            return running
        }
        running?.delivery.stop()
        running?.thread.join()
        sound.place.hide()
    }

    func setVolume(_ percent: Int) throws(DeviceFault) { try sound.setVolume(percent) }

    func startCapture(sampleRate: Int, deliver: @escaping @Sendable (SoundBlock) -> Void) throws(DeviceFault) {
        try sound.start(sampleRate: sampleRate, deliver: deliver)
    }

    func stopCapture() { sound.stop() }

    deinit {
        running.withLock { $0 }?.delivery.stop()
    }
}

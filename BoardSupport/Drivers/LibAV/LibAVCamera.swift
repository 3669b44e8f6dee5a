import BoardDevices
import MediaCore
import Synchronization

/// A camera whose pictures libavformat reads and libavcodec decodes, with a microphone that hears the clip's sound.
final class LibAVCamera: FrameSource, AudioInput {
    let sampleRates = LibAVSound.sampleRates
    let fault: DeviceFault? = nil
    let maximumSize: PictureSize?
    let maximumRate: Int?
    private let address: ClipAddress
    private let host: DriverHost
    private let sound: LibAVSound
    private let running = Mutex<(delivery: LibAVDelivery, thread: BackgroundThread)?>(nil)

    init(_ address: ClipAddress, host: DriverHost, maximumSize: PictureSize?, maximumRate: Int?) {
        self.address = address
        self.host = host
        sound = LibAVSound(address, host: host)
        self.maximumSize = maximumSize
        self.maximumRate = maximumRate
    }

    func start(_ wish: CaptureWish, deliver: @escaping @Sendable (consuming Frame) -> Void) throws(DeviceFault) {
        let delivery = LibAVDelivery(address, host: host, sound: sound, deliver: deliver)
        stop()
        let thread = BackgroundThread(name: host.device) { delivery.run() }
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
        sound.go()
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

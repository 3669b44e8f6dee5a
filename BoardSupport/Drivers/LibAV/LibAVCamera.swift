import BoardDevices
import MediaCore
import Synchronization

/// A camera whose pictures libavformat reads and libavcodec decodes.
final class LibAVCamera: FrameSource {
    let maximumSize: PictureSize?
    let maximumRate: Int?
    private let address: ClipAddress
    private let host: DriverHost
    private let running = Mutex<(delivery: LibAVDelivery, thread: BackgroundThread)?>(nil)

    init(_ address: ClipAddress, host: DriverHost, maximumSize: PictureSize?, maximumRate: Int?) {
        self.address = address
        self.host = host
        self.maximumSize = maximumSize
        self.maximumRate = maximumRate
    }

    func start(_ wish: CaptureWish, deliver: @escaping @Sendable (consuming Frame) -> Void) throws(DeviceFault) {
        let delivery = LibAVDelivery(address, host: host, deliver: deliver)
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
    }

    deinit {
        running.withLock { $0 }?.delivery.stop()
    }
}

import BoardDevices
import MediaCore
import Synchronization

/// A camera whose pictures come from a reel.
final class ClipCamera: FrameSource {
    let maximumSize: PictureSize?
    let maximumRate: Int?
    private let host: DriverHost
    private let reel: @Sendable (CaptureWish) throws(DeviceFault) -> any Reel
    private let running = Mutex<(delivery: Delivery, thread: BackgroundThread)?>(nil)

    /// A camera that takes a fresh reel for each delivery.
    init(
        host: DriverHost, maximumSize: PictureSize?, maximumRate: Int?,
        reel: @escaping @Sendable (CaptureWish) throws(DeviceFault) -> any Reel
    ) {
        self.host = host
        self.maximumSize = maximumSize
        self.maximumRate = maximumRate
        self.reel = reel
    }

    func start(_ wish: CaptureWish, deliver: @escaping @Sendable (consuming Frame) -> Void) throws(DeviceFault) {
        stop()
        let reel = try reel(wish)
        let delivery = try Delivery(host: host, deliver: deliver)
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
    }

    deinit {
        running.withLock { $0 }?.delivery.stop()
    }
}

import BoardDevices
import Logging
import MediaCore
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A camera of the kernel: its pictures and its picture adjustments.
final class V4L2Camera: FrameSource, ImageControls {
    let maximumSize: PictureSize?
    let maximumRate: Int?
    let supported: Set<ImageControl>

    private struct Running {
        let run: CaptureRun
        let thread: BackgroundThread
    }

    private let configuration: V4L2Entry.Configuration
    private let offers: [CaptureOffer]
    private let controls: [ImageControl: ControlScale]
    private let host: DriverHost
    private let running = Mutex<Running?>(nil)
    // A camera that was unplugged comes back with its own values.
    private let levels = Mutex<[ImageControl: UInt8]>([:])
    private let whereabouts: Mutex<(path: String, isSearching: Bool)>

    /// A camera with what its node has reported.
    init(
        _ configuration: V4L2Entry.Configuration, node: String, offers: [CaptureOffer],
        controls: [ImageControl: ControlScale], host: DriverHost
    ) {
        whereabouts = Mutex((node, false))
        self.configuration = configuration
        self.offers = offers
        self.controls = controls
        self.host = host
        maximumSize = offers.map(\.largest).max { $0.area < $1.area }
        maximumRate = offers.compactMap(\.fastest).map { max(1, Int($0.perSecond)) }.max()
        supported = Set(controls.keys)
    }

    func maximumRate(at size: PictureSize) -> Int? {
        // A rate that nothing reaches: the choice is the fastest at that size.
        let choice = CaptureChoice(CaptureWish(size: size, rate: 1000), of: offers, order: configuration.formats)
        return choice?.rate.map { max(1, Int($0.perSecond)) }
    }

    var fault: DeviceFault? {
        if let run = running.withLock({ $0?.run }) { return run.fault }
        let path = whereabouts.withLock { $0.path }
        if access(path, F_OK) == 0 { return nil }
        search()
        return DeviceFault(node: path, "open", errno: ENOENT)
    }

    func start(_ wish: CaptureWish, deliver: @escaping @Sendable (consuming Frame) -> Void) throws(DeviceFault) {
        stop()
        let run = try CaptureRun(
            host: host,
            open: { [weak self, address = configuration.address] () throws(DeviceFault) in
                guard let self else { throw DeviceFault(.failed, "\(address): closed") }
                return try stream(wish)
            }, deliver: deliver)
        let first = try stream(wish)
        let thread = BackgroundThread(name: host.device) { run.run(first) }
        let replaced = running.withLock { running in
            defer { running = Running(run: run, thread: thread) }
            return running
        }
        replaced?.run.stop()
        replaced?.thread.join()
    }

    func stop() {
        let running = running.withLock { running in
            defer { running = nil }
            return running
        }
        running?.run.stop()
        running?.thread.join()
    }

    deinit {
        running.withLock { $0 }?.run.stop()
    }

    func set(_ control: ImageControl, to value: UInt8) throws(DeviceFault) {
        guard let scale = controls[control] else {
            throw DeviceFault(.unsupported, "\(configuration.address): has no \(control.rawValue)")
        }
        try VideoNode.open(configuration.address).set(scale.id, to: scale.value(for: value))
        levels.withLock { $0[control] = value }
    }

    /// Looks for a camera that was plugged in again and got another number. Opening nodes may take a moment.
    private func search() {
        let isFirst = whereabouts.withLock { whereabouts in
            defer { whereabouts.isSearching = true }
            return !whereabouts.isSearching
        }
        guard isFirst else { return }
        _ = BackgroundThread(name: host.device) { [weak self, address = configuration.address] in
            let found = try? VideoNode.open(address).path
            self?.whereabouts.withLock { whereabouts in
                whereabouts.path = found ?? whereabouts.path
                whereabouts.isSearching = false
            }
        }
    }

    private func stream(_ wish: CaptureWish) throws(DeviceFault) -> CaptureQueue {
        guard let choice = CaptureChoice(wish, of: offers, order: configuration.formats) else {
            throw DeviceFault(.unsupported, "\(configuration.address): has nothing for \(wish.size)")
        }
        let node = try VideoNode.open(configuration.address, input: configuration.input)
        whereabouts.withLock { $0.path = node.path }
        for (control, level) in levels.withLock({ $0 }) {
            guard let scale = controls[control] else { continue }
            try? node.set(scale.id, to: scale.value(for: level))
        }
        let queue = try CaptureQueue(node, choice, wish: wish)
        host.logger.debug(
            "camera streams",
            metadata: [
                "device": "\(host.device)", "node": "\(node.path)", "format": "\(choice.offer.format.rawValue)",
                "size": "\(queue.shape.size)", "interval": "\(queue.interval)",
            ])
        return queue
    }
}

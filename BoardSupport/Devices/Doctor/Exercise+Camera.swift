import Dispatch
import MediaCore
import Synchronization

extension Exercise {
    /// Takes ten pictures as the board's streams will, and measures their rate.
    static let camera = Exercise(.camera) { (camera: any FrameSource, examination) throws(DeviceFault) in
        let reach = camera.maximumRate.map { "\($0)/s" } ?? "any rate"
        examination.note("up to \(camera.maximumSize?.description ?? "any size") at \(reach)")
        let wish = wish(examination.wish, within: camera)
        let album = Album(capacity: 10)
        try camera.start(wish, deliver: album.add)
        let pictures = album.wait(examination.patience)
        camera.stop()
        guard let first = pictures.first, let last = pictures.last else {
            throw DeviceFault(
                .failed, "no picture within \(examination.patience.seconds) s",
                remedy: "look into the kernel log for the sensor; try another input or cable")
        }
        guard pictures.count == album.capacity, first.captured < last.captured else {
            throw DeviceFault(
                .failed, "\(pictures.count) of \(album.capacity) pictures within \(examination.patience.seconds) s",
                remedy: "the sensor stops or its time stamps stand still; look into the kernel log")
        }
        let rate = Double(pictures.count - 1) / (last.captured - first.captured).seconds
        let layout = first.layout == .nv12 ? "NV12" : "I420"
        examination.note("\(pictures.count) frames of \(first.size) (\(layout)) at \(decimal(rate))/s")
        if first.size != wish.size {
            examination.advise("asked for \(wish.size): the scaler makes up for it")
        }
        if rate < 0.8 * Double(wish.rate) {
            examination.advise(
                "asked for \(wish.rate)/s: more light, a smaller size or a faster bus may help; else lower the rates of the streams"
            )
        }
    }

    /// Sets each of the sensor's own adjustments to its neutral value, in which the gateway starts as well.
    static let imageControls = Exercise(.imageControls) { (controls: any ImageControls, examination) throws(DeviceFault) in
        let own = ImageControl.allCases.filter(controls.supported.contains)
        for control in own { try controls.set(control, to: 128) }
        let names = own.map(\.rawValue).joined(separator: ", ")
        examination.note(own.isEmpty ? "adjusts nothing itself; software does" : "\(names) set to neutral")
    }

    /// As the streams will: never more than the camera says it can.
    private static func wish(_ wish: CaptureWish, within camera: any FrameSource) -> CaptureWish {
        var size = wish.size
        if let maximum = camera.maximumSize, size.width > maximum.width || size.height > maximum.height { size = maximum }
        return CaptureWish(size: size, rate: min(wish.rate, camera.maximumRate ?? wish.rate))
    }

    /// A number with one digit after the point.
    static func decimal(_ number: Double) -> String {
        guard number.isFinite, abs(number) < 1e9 else { return "?" }
        let tenths = Int((number * 10).rounded())
        return "\(tenths / 10).\(abs(tenths % 10))"
    }
}

/// Gathers the first pictures of a camera.
private final class Album: Sendable {
    /// How many pictures it holds.
    let capacity: Int
    private let pictures = Mutex<[Picture]>([])
    private let full = DispatchSemaphore(value: 0)

    /// What remains of a picture; its pixels go back at once, since a camera has few buffers to lend.
    struct Picture {
        let size: PictureSize
        let layout: PixelLayout
        let captured: MonotonicInstant
    }

    init(capacity: Int) {
        self.capacity = capacity
    }

    func add(_ frame: Frame) {
        let isFull = pictures.withLock { pictures in
            guard pictures.count < capacity else { return false }
            pictures.append(Picture(size: frame.size, layout: frame.layout, captured: frame.captured))
            return pictures.count == capacity
        }
        if isFull { full.signal() }
    }

    /// The pictures once all are there or the time is over.
    func wait(_ patience: Duration) -> [Picture] {
        _ = full.wait(timeout: .now() + .nanoseconds(Int(clamping: patience.wholeNanoseconds)))
        return pictures.withLock { $0 }
    }
}

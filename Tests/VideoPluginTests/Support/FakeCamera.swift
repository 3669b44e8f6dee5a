import BoardDevices
import GatewayTesting
import MediaCore
import Synchronization

/// A camera whose pictures a test takes one by one.
final class FakeCamera: FrameSource {
    private struct State {
        var wishes: [CaptureWish] = []
        var stops = 0
        var isBroken = false
        var fault: DeviceFault?
        var number: UInt64 = 0
        var deliver: (@Sendable (Frame) -> Void)?
    }

    let maximumSize: PictureSize?
    let maximumRate: Int?
    private let state = Mutex(State())

    init(maximumSize: PictureSize? = nil, maximumRate: Int? = nil) {
        self.maximumSize = maximumSize
        self.maximumRate = maximumRate
    }

    /// What each start wished for.
    var wishes: [CaptureWish] { state.withLock { $0.wishes } }
    /// How often it was stopped.
    var stops: Int { state.withLock { $0.stops } }
    /// Whether it delivers.
    var isRunning: Bool { state.withLock { $0.deliver != nil } }

    func setBroken(_ isBroken: Bool) { state.withLock { $0.isBroken = isBroken } }

    /// Says that the device has gone, or is back with nil.
    func setFault(_ fault: DeviceFault?) { state.withLock { $0.fault = fault } }

    var fault: DeviceFault? { state.withLock { $0.fault } }

    func start(_ wish: CaptureWish, deliver: @escaping @Sendable (Frame) -> Void) throws(DeviceFault) {
        let isBroken = state.withLock { state -> Bool in
            state.wishes.append(wish)
            if !state.isBroken { state.deliver = deliver }
            return state.isBroken
        }
        if isBroken { throw DeviceFault(.missing, "the sensor does not answer") }
    }

    func stop() {
        state.withLock { state in
            state.stops += 1
            state.deliver = nil
        }
    }

    /// Takes a picture of one level of grey and delivers it on the caller's thread.
    ///
    /// - Returns: the picture as the camera still holds it, or nil if nobody wants pictures.
    @discardableResult
    func take(_ level: UInt8, at milliseconds: Int64, size: PictureSize? = nil) -> Frame? {
        let (deliver, number, wish) = state.withLock { state in
            defer { state.number += 1 }
            return (state.deliver, state.number, state.wishes.last)
        }
        guard let deliver, let size = size ?? wish?.size else { return nil }
        let frame = picture(level, at: milliseconds, size: size, number: number)
        deliver(frame)
        return frame
    }
}

/// A picture of one level of grey.
func picture(_ level: UInt8, at milliseconds: Int64, size: PictureSize, number: UInt64 = 0) -> Frame {
    let buffer = FrameBuffer(size: size)
    for (plane, value) in zip(buffer.planes, [level, 128, 128]) {
        for y in 0..<plane.height { plane.row(y).update(repeating: value) }
    }
    return Frame(buffer, captured: MonotonicInstant(nanoseconds: milliseconds * 1_000_000), number: number)
}

/// The level of a picture's first pixel.
func level(of frame: Frame) -> UInt8 {
    frame.withPlanes { $0[0].row(0)[0] }
}

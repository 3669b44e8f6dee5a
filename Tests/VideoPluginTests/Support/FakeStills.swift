import BoardDevices
import MediaCore
import Synchronization

/// A still encoder whose files hold the level and the width of the picture.
final class FakeStills: StillEncoder {
    private let state = Mutex((count: 0, isBroken: false))

    /// How many pictures were encoded.
    var count: Int { state.withLock { $0.count } }

    func setBroken(_ isBroken: Bool) { state.withLock { $0.isBroken = isBroken } }

    func encode(_ frame: Frame, quality: Int) throws(DeviceFault) -> [UInt8] {
        let isBroken = state.withLock { state in
            state.count += 1
            return state.isBroken
        }
        if isBroken { throw DeviceFault(.failed, "the still encoder does not answer") }
        return [level(of: frame), UInt8(clamping: frame.size.width)]
    }
}

/// A scaler that makes a flat picture of the first pixel's level.
struct FakeScaler: Scaler {
    func scale(_ frame: Frame, to size: PictureSize, from pool: FramePool) throws(DeviceFault) -> Frame {
        let buffer = pool.buffer(size: size)
        for plane in buffer.planes { for y in 0..<plane.height { plane.row(y).update(repeating: level(of: frame)) } }
        return frame.replacing(buffer)
    }
}

/// What a reader of a feed has heard.
final class Heard<Element: Sendable>: Sendable {
    private let elements = Mutex<[Element]>([])

    var all: [Element] { elements.withLock { $0 } }

    func note(_ element: Element) { elements.withLock { $0.append(element) } }
}

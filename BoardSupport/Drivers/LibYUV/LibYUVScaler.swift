import BoardDevices
import CYUV
import MediaCore

/// Scales with libyuv's vector code, on the caller's thread.
final class LibYUVScaler: Scaler {
    /// For pictures on the way from NV12 to another size.
    private let between = FramePool(keep: 2)

    func scale(_ frame: Frame, to size: PictureSize, from pool: FramePool) throws(DeviceFault) -> Frame {
        let sides = 1...16_384
        guard sides.contains(size.width), sides.contains(size.height) else {
            throw DeviceFault(.outOfRange, "libyuv: size \(size)", remedy: "sides from 1 to 16384")
        }
        switch frame.layout {
        case .i420 where frame.size == size:
            return frame
        case .i420:
            return try shrinkAndResize(frame, to: size, from: pool)
        case .nv12 where frame.size == size:
            return try separate(frame, from: pool)
        case .nv12:
            return try shrinkAndResize(separate(frame, from: between), to: size, from: pool)
        }
    }

    // The box filter divides in sixteen bits: colours go wrong where a box has too many pixels, so it works in steps.
    private func shrinkAndResize(_ frame: Frame, to size: PictureSize, from pool: FramePool) throws(DeviceFault) -> Frame {
        let largestStep = 8
        var frame = frame
        while true {
            let step = PictureSize(
                width: max(size.width, frame.size.width / largestStep),
                height: max(size.height, frame.size.height / largestStep))
            if step == size { return try resize(frame, to: size, from: pool) }
            frame = try resize(frame, to: step, from: between)
        }
    }

    private func separate(_ frame: Frame, from pool: FramePool) throws(DeviceFault) -> Frame {
        let buffer = pool.buffer(size: frame.size)
        let status = frame.withPlanes { planes in
            let (from, to) = (planes.map(LibYUVPlane.init), buffer.planes.map(LibYUVPlane.init))
            return NV12ToI420(
                from[0].base, from[0].stride, from[1].base, from[1].stride,
                to[0].base, to[0].stride, to[1].base, to[1].stride, to[2].base, to[2].stride,
                Int32(clamping: frame.size.width), Int32(clamping: frame.size.height))
        }
        guard status == 0 else { throw DeviceFault(.failed, "libyuv could not convert a picture of \(frame.size)") }
        return frame.replacing(buffer)
    }

    private func resize(_ frame: Frame, to size: PictureSize, from pool: FramePool) throws(DeviceFault) -> Frame {
        let buffer = pool.buffer(size: size)
        // Only the box filter looks at every pixel of a picture that shrinks; enlarging, it would give blocks.
        let shrinks = size.width <= frame.size.width && size.height <= frame.size.height
        let status = frame.withPlanes { planes in
            let (from, to) = (planes.map(LibYUVPlane.init), buffer.planes.map(LibYUVPlane.init))
            return I420Scale(
                from[0].base, from[0].stride, from[1].base, from[1].stride, from[2].base, from[2].stride,
                Int32(clamping: frame.size.width), Int32(clamping: frame.size.height),
                to[0].base, to[0].stride, to[1].base, to[1].stride, to[2].base, to[2].stride,
                Int32(clamping: size.width), Int32(clamping: size.height), shrinks ? kFilterBox : kFilterBilinear)
        }
        guard status == 0 else { throw DeviceFault(.failed, "libyuv could not scale \(frame.size) to \(size)") }
        return frame.replacing(buffer)
    }
}

/// A plane as libyuv takes it.
private struct LibYUVPlane {
    let base: UnsafeMutablePointer<UInt8>
    let stride: Int32

    init(_ plane: Plane) {
        base = plane.base
        stride = Int32(clamping: plane.stride)
    }
}

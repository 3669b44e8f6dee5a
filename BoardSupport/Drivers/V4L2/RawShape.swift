import MediaCore

/// How an encoder node wants raw pictures to lie in its buffers: one block, planes one after the other.
struct RawShape: Sendable {
    /// YU12 or NV12.
    let format: PixelFormat
    /// Bytes from a row of luma to the next.
    let stride: Int
    /// Rows of luma, those that only fill the block up included.
    let rows: Int

    /// Bytes of a picture.
    var bytes: Int { stride * rows + stride / 2 * (rows / 2) * 2 }

    /// Writes a picture.
    ///
    /// - Parameter block: at least ``bytes`` bytes.
    func write(_ frame: Frame, into block: UnsafeMutableRawBufferPointer) {
        guard let base = block.bindMemory(to: UInt8.self).baseAddress, block.count >= bytes else { return }
        let height = min(frame.size.height, rows)
        let luma = Plane(base: base, stride: stride, width: stride, height: rows)
        let chroma = base + stride * rows
        frame.withPlanes { planes in
            guard let first = planes.first else { return }
            PictureConversion.copy([first], into: [luma])
            switch (planes.count, format == .nv12) {
            case (2, true):
                PictureConversion.copy(
                    [planes[1]], into: [Plane(base: chroma, stride: stride, width: stride, height: rows / 2)])
            case (2, false):
                let (blue, red) = separate(chroma)
                for y in 0..<height / 2 {
                    let pairs = planes[1].row(y)
                    for x in 0..<min(pairs.count / 2, blue.width) {
                        (blue.base + y * blue.stride)[x] = pairs[2 * x]
                        (red.base + y * red.stride)[x] = pairs[2 * x + 1]
                    }
                }
            case (3, true):
                for y in 0..<height / 2 {
                    let (blue, red, target) = (planes[1].row(y), planes[2].row(y), chroma + y * stride)
                    for x in 0..<min(blue.count, stride / 2) {
                        target[2 * x] = blue[x]
                        target[2 * x + 1] = red[x]
                    }
                }
            case (3, false):
                let (blue, red) = separate(chroma)
                PictureConversion.copy([planes[1], planes[2]], into: [blue, red])
            default: break
            }
        }
    }

    private func separate(_ chroma: UnsafeMutablePointer<UInt8>) -> (blue: Plane, red: Plane) {
        let size = (stride: stride / 2, rows: rows / 2)
        return (
            Plane(base: chroma, stride: size.stride, width: size.stride, height: size.rows),
            Plane(base: chroma + size.stride * size.rows, stride: size.stride, width: size.stride, height: size.rows)
        )
    }
}

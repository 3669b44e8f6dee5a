import MediaCore

/// Takes the chroma of NV12 pictures apart: libx265 wants three planes.
struct PlanarChroma {
    private var scratch: FrameBuffer?

    /// The luma plane as it is, and the two colours in memory that is valid until the next call.
    mutating func separated(_ planes: [Plane]) -> [Plane] {
        guard planes.count == 2 else { return planes }
        let size = PictureSize(width: planes[0].width, height: planes[0].height)
        let buffer = scratch.flatMap { $0.size == size ? $0 : nil } ?? FrameBuffer(size: size)
        scratch = buffer
        let (blue, red) = (buffer.planes[1], buffer.planes[2])
        for y in 0..<min(planes[1].height, blue.height) {
            let pairs = planes[1].base + y * planes[1].stride
            let (blueRow, redRow) = (blue.base + y * blue.stride, red.base + y * red.stride)
            for x in 0..<min(planes[1].width / 2, blue.width) {
                blueRow[x] = pairs[2 * x]
                redRow[x] = pairs[2 * x + 1]
            }
        }
        return [planes[0], blue, red]
    }
}

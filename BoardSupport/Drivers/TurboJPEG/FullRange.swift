import MediaCore

/// Widens video levels (luma 16 to 235, chroma 16 to 240) to the full range that JPEG files have (0 to 255).
///
/// Without it black would come out grey and white dull in every viewer.
enum FullRange {
    private static let luma = (0..<256).map { level in
        UInt8(clamping: ((level - 16) * 255 + 109) / 219)
    }

    private static let chroma = (0..<256).map { level in
        // Rounded away from the neutral middle on both sides alike.
        let distance = (level - 128) * 255
        return UInt8(clamping: 128 + (distance + (distance < 0 ? -112 : 112)) / 224)
    }

    /// The picture as a new I420 buffer in full range.
    static func picture(of planes: [Plane], layout: PixelLayout, size: PictureSize) -> FrameBuffer {
        let full = FrameBuffer(size: size)
        guard let first = planes.first else { return full }
        convert(first, step: 1, offset: 0, into: full.planes[0], luma)
        switch layout {
        case .i420:
            convert(planes[1], step: 1, offset: 0, into: full.planes[1], chroma)
            convert(planes[2], step: 1, offset: 0, into: full.planes[2], chroma)
        case .nv12:
            convert(planes[1], step: 2, offset: 0, into: full.planes[1], chroma)
            convert(planes[1], step: 2, offset: 1, into: full.planes[2], chroma)
        }
        return full
    }

    private static func convert(_ source: Plane, step: Int, offset: Int, into target: Plane, _ table: [UInt8]) {
        table.withUnsafeBufferPointer { table in
            guard let table = table.baseAddress else { return }
            for y in 0..<target.height {
                let from = source.base + y * source.stride + offset
                let to = target.base + y * target.stride
                for x in 0..<target.width { to[x] = table[Int(from[x &* step])] }
            }
        }
    }
}

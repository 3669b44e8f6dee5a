import MediaCore

/// Conversions that cost a pass over the picture.
enum PictureConversion {
    /// Makes I420 of YUYV. The chroma of two rows becomes one.
    ///
    /// - Parameters:
    ///   - base: the first byte; `size.height` rows, `stride` bytes apart.
    ///   - size: pixels across and down, both even.
    ///   - planes: of an I420 picture of that size.
    static func separate(yuyv base: UnsafePointer<UInt8>, stride: Int, size: PictureSize, into planes: [Plane]) {
        guard planes.count == 3 else { return }
        for pair in 0..<size.height / 2 {
            let upper = base + 2 * pair * stride
            let lower = upper + stride
            let (upperLuma, lowerLuma) = (
                planes[0].base + 2 * pair * planes[0].stride, planes[0].base + (2 * pair + 1) * planes[0].stride
            )
            let (blue, red) = (planes[1].base + pair * planes[1].stride, planes[2].base + pair * planes[2].stride)
            for column in 0..<size.width / 2 {
                upperLuma[2 &* column] = upper[4 &* column]
                upperLuma[2 &* column &+ 1] = upper[4 &* column &+ 2]
                lowerLuma[2 &* column] = lower[4 &* column]
                lowerLuma[2 &* column &+ 1] = lower[4 &* column &+ 2]
                blue[column] = mean(upper[4 &* column &+ 1], lower[4 &* column &+ 1])
                red[column] = mean(upper[4 &* column &+ 3], lower[4 &* column &+ 3])
            }
        }
    }

    /// Copies planes row by row.
    static func copy(_ sources: [Plane], into targets: [Plane]) {
        for (source, target) in zip(sources, targets) {
            for row in 0..<min(source.height, target.height) {
                (target.base + row * target.stride).update(
                    from: source.base + row * source.stride, count: min(source.width, target.width))
            }
        }
    }

    /// Shrinks a chroma plane that is twice as wide or twice as high as it should be, by the mean of neighbours.
    static func shrink(_ source: Plane, into target: Plane) {
        let across = source.width >= 2 * target.width ? 1 : 0
        let down = source.height >= 2 * target.height ? 1 : 0
        for row in 0..<target.height {
            let upper = source.base + (row << down) * source.stride
            let lower = upper + down * source.stride
            let pixels = target.base + row * target.stride
            for column in 0..<target.width {
                let left = column << across
                let sum =
                    UInt16(upper[left]) &+ UInt16(upper[left &+ across]) &+ UInt16(lower[left])
                    &+ UInt16(lower[left &+ across])
                pixels[column] = UInt8(truncatingIfNeeded: (sum &+ 2) >> 2)
            }
        }
    }

    /// Brings the full range of JPEG to video levels: luma to 16...235, chroma to 16...240.
    static func narrow(_ planes: [Plane]) {
        for (index, plane) in planes.enumerated() {
            let table = index == 0 ? lumaLevels : chromaLevels
            table.withUnsafeBufferPointer { table in
                for row in 0..<plane.height {
                    let samples = plane.base + row * plane.stride
                    for column in 0..<plane.width { samples[column] = table[Int(samples[column])] }
                }
            }
        }
    }

    private static let lumaLevels = (0..<256).map { UInt8(clamping: 16 + ($0 * 219 + 127) / 255) }
    private static let chromaLevels = (0..<256).map { UInt8(clamping: 16 + ($0 * 224 + 127) / 255) }

    private static func mean(_ first: UInt8, _ second: UInt8) -> UInt8 {
        UInt8(truncatingIfNeeded: (UInt16(first) &+ UInt16(second) &+ 1) >> 1)
    }
}

import BoardDevices
import MediaCore

/// The edge around letters: every pixel near one is covered as the letter is, less so at the rim.
enum Outline {
    /// How much of each pixel an edge covers, row after row.
    ///
    /// - Parameters:
    ///   - image: the letters.
    ///   - edge: pixels that the edge is wide.
    ///   - padding: where the letters stand in the result.
    ///   - size: the size of the result.
    static func around(
        _ image: TextImage, edge: Int, padding: (across: Int, down: Int), size: PictureSize
    ) -> [UInt8] {
        let extent = image.extent
        var result = [UInt8](repeating: 0, count: size.area)
        for (dx, dy, strength) in disc(edge) {
            for row in 0..<image.size.height {
                let y = row + padding.down + dy
                guard (0..<size.height).contains(y) else { continue }
                let (from, to) = (row * image.size.width, y * size.width + padding.across + dx)
                extent.withUnsafeBufferPointer { source in
                    result.withUnsafeMutableBufferPointer { target in
                        guard let source = source.baseAddress, let target = target.baseAddress else { return }
                        strengthen(target + to, source + from, strength, count: image.size.width)
                    }
                }
            }
        }
        return result
    }

    /// Places around a pixel, with the strength there in 256ths; no farther away than the edge is wide.
    private static func disc(_ edge: Int) -> [(dx: Int, dy: Int, strength: UInt16)] {
        (-edge...edge).flatMap { dy in
            (-edge...edge).compactMap { dx in
                let distance = Double(dx * dx + dy * dy).squareRoot()
                let strength = min(1, Double(edge) + 0.75 - distance)
                return strength > 0 ? (dx, dy, UInt16(strength * 256)) : nil
            }
        }
    }

    @inline(__always)
    private static func strengthen(
        _ target: UnsafeMutablePointer<UInt8>, _ source: UnsafePointer<UInt8>, _ strength: UInt16, count: Int
    ) {
        for index in 0..<count {
            let level = UInt8(truncatingIfNeeded: (UInt16(source[index]) &* strength) &>> 8)
            target[index] = max(target[index], level)
        }
    }
}

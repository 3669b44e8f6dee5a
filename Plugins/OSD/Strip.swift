import MediaCore

/// A line of writing, ready to be blended into pictures of one layout at an even place.
struct Strip: Sendable {
    /// Pixels across and down; both even.
    let size: PictureSize
    /// For each plane of the layout.
    let planes: [StripPlane]

    /// Writes into a picture; what lies beyond its right and lower edge is left out.
    func blend(into planes: [Plane], x: Int, y: Int) {
        for (index, (own, plane)) in zip(self.planes, planes).enumerated() {
            // Colours have half the rows and, side by side or in planes of their own, as many columns as their plane is wide.
            let column = index == 0 || planes.count == 2 ? x : x / 2
            own.blend(into: plane, x: column, y: index == 0 ? y : y / 2)
        }
    }
}

/// A strip's samples for one plane.
struct StripPlane: Sendable {
    /// Samples across and down.
    let width: Int
    let height: Int
    /// How much of each sample of the picture remains, in 256ths.
    private let remaining: [UInt16]
    /// What is added to what remains.
    private let ink: [UInt8]
    /// The samples of each row from the first to the last that changes.
    private let spans: [Range<Int>]

    /// - Parameters:
    ///   - remaining: 0 to 256, row after row.
    ///   - ink: what is added; never so much that a sample would exceed 255.
    init(width: Int, height: Int, remaining: [UInt16], ink: [UInt8]) {
        self.width = width
        self.height = height
        self.remaining = remaining
        self.ink = ink
        spans = (0..<height).map { y in
            let row = remaining[y * width..<(y + 1) * width]
            guard let first = row.firstIndex(where: { $0 != 256 }), let last = row.lastIndex(where: { $0 != 256 }) else {
                return 0..<0
            }
            return first - row.startIndex..<last - row.startIndex + 1
        }
    }

    /// - Parameters:
    ///   - x: samples from the plane's left edge, not negative.
    ///   - y: rows from its upper edge, not negative.
    func blend(into plane: Plane, x: Int, y: Int) {
        guard x >= 0, y >= 0 else { return }
        remaining.withUnsafeBufferPointer { remaining in
            ink.withUnsafeBufferPointer { ink in
                guard let remaining = remaining.baseAddress, let ink = ink.baseAddress else { return }
                for row in 0..<min(height, plane.height - y) {
                    let span = spans[row]
                    let end = min(span.upperBound, plane.width - x)
                    guard span.lowerBound < end else { continue }
                    let start = row * width + span.lowerBound
                    StripPlane.blend(
                        plane.base + (y + row) * plane.stride + x + span.lowerBound, remaining + start, ink + start,
                        count: end - span.lowerBound)
                }
            }
        }
    }

    /// Written so that the compiler makes vector instructions of it.
    @inline(__always)
    private static func blend(
        _ samples: UnsafeMutablePointer<UInt8>, _ remaining: UnsafePointer<UInt16>, _ ink: UnsafePointer<UInt8>, count: Int
    ) {
        for index in 0..<count {
            let rest = (UInt16(samples[index]) &* remaining[index]) &>> 8
            samples[index] = UInt8(truncatingIfNeeded: rest) &+ ink[index]
        }
    }
}

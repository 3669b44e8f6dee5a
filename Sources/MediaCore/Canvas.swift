/// The planes of a picture to draw coloured rectangles on. Coordinates are those of the luma; what lies outside is left out.
public struct Canvas {
    private let planes: [Plane]

    /// A canvas over the planes of an I420 or NV12 picture, or over a luma plane alone.
    public init(_ planes: [Plane]) {
        self.planes = planes
    }

    /// Fills a rectangle. Chroma samples that the rectangle touches take its colour as a whole.
    public func fill(x: Int, y: Int, width: Int, height: Int, _ ink: Ink) {
        guard let luma = planes.first else { return }
        let left = max(0, x)
        let top = max(0, y)
        let right = min(luma.width, x &+ width)
        let bottom = min(luma.height, y &+ height)
        guard left < right, top < bottom else { return }
        for row in top..<bottom {
            (luma.base + row * luma.stride + left).update(repeating: ink.luma, count: right - left)
        }
        let chroma = (left: left / 2, top: top / 2, right: (right + 1) / 2, bottom: (bottom + 1) / 2)
        if planes.count == 3 {
            for (plane, value) in [(planes[1], ink.blue), (planes[2], ink.red)] {
                for row in chroma.top..<min(chroma.bottom, plane.height) {
                    let count = min(chroma.right, plane.width) - chroma.left
                    (plane.base + row * plane.stride + chroma.left).update(repeating: value, count: max(0, count))
                }
            }
        } else if planes.count == 2 {
            let plane = planes[1]
            for row in chroma.top..<min(chroma.bottom, plane.height) {
                let samples = plane.base + row * plane.stride
                for column in chroma.left..<min(chroma.right, plane.width / 2) {
                    samples[2 * column] = ink.blue
                    samples[2 * column + 1] = ink.red
                }
            }
        }
    }
}

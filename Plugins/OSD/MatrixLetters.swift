import BoardDevices
import MediaCore

/// Lines in the built-in dot matrix, which needs no fonts and knows ASCII only.
enum MatrixLetters {
    /// The pixels of a line whose capitals are as high as those of a font of that height.
    static func draw(_ line: String, height: Int) -> TextImage {
        let dot = max(1, (height * 3 / 4 + MatrixFont.glyphHeight / 2) / MatrixFont.glyphHeight)
        let ink = MatrixFont.size(of: line, scale: dot)
        guard ink.width > 0 else { return .empty }
        // A dot above and below, as fonts have room there.
        let size = PictureSize(width: ink.width, height: ink.height + 2 * dot)
        var coverage = [UInt8](repeating: 0, count: size.area)
        coverage.withUnsafeMutableBufferPointer { pixels in
            guard let base = pixels.baseAddress else { return }
            let plane = Plane(base: base, stride: size.width, width: size.width, height: size.height)
            MatrixFont.draw(
                line, in: plane, x: 0, y: dot, scale: dot, style: MatrixFont.Style(ink: Ink(luma: 255), ground: .none))
        }
        return TextImage(size: size, coverage: coverage)
    }
}

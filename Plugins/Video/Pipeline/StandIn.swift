import MediaCore

/// The picture that is shown while a camera gives none: its last one, or a grey one, with words in it.
enum StandIn {
    /// What is written.
    static let text = "NO SIGNAL"

    /// A grey picture.
    static func grey(_ size: PictureSize, number: UInt64, at moment: MonotonicInstant) -> Frame {
        let buffer = FrameBuffer(size: PictureSize(width: size.width & ~1, height: size.height & ~1))
        for plane in buffer.planes {
            for y in 0..<plane.height { plane.row(y).update(repeating: 128) }
        }
        return Frame(buffer, captured: moment, number: number)
    }

    /// Writes into the middle of a picture, over half of its width.
    static func label(_ frame: inout Frame) {
        let size = frame.size
        frame.withMutablePlanes { planes in
            let dot = MatrixFont.size(of: text, scale: 1)
            let scale = max(1, min(size.width / 2 / dot.width, size.height / 2 / dot.height))
            let covered = MatrixFont.size(of: text, scale: scale)
            MatrixFont.draw(
                text, in: planes, x: (size.width - covered.width) / 2, y: (size.height - covered.height) / 2, scale: scale,
                style: MatrixFont.Style(ground: .box(.black)))
        }
    }
}

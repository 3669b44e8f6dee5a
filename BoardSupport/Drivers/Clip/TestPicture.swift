import MediaCore

/// Colour bars with a box that wanders over them, the picture's number and the time of day.
struct TestPicture {
    /// White, yellow, cyan, green, magenta, red and blue at three quarters of full colour, and black (BT.601).
    static let bars = [
        Ink(luma: 180), Ink(luma: 162, blue: 44, red: 142), Ink(luma: 131, blue: 156, red: 44),
        Ink(luma: 112, blue: 72, red: 58), Ink(luma: 84, blue: 184, red: 198), Ink(luma: 65, blue: 100, red: 212),
        Ink(luma: 35, blue: 212, red: 114), Ink.black,
    ]
    /// The box.
    static let orange = Ink(luma: 150, blue: 60, red: 180)
    /// How long the box takes from the left to the right.
    static let crossing = Duration.seconds(4)

    private let size: PictureSize
    private let rate: FrameRate
    private let background: FrameBuffer

    init(size: PictureSize, rate: FrameRate) {
        self.size = size
        self.rate = rate
        background = FrameBuffer(size: size)
        let canvas = Canvas(background.planes)
        let count = TestPicture.bars.count
        for (index, ink) in TestPicture.bars.enumerated() {
            let left = size.width * index / count & ~1
            canvas.fill(x: left, y: 0, width: size.width - left, height: size.height, ink)
        }
    }

    /// Draws the picture with a number; the buffer has the size of the test picture.
    func draw(_ number: UInt64, into buffer: FrameBuffer, clockText: String) {
        guard let source = background.block, let target = buffer.block, source.count == target.count else { return }
        target.copyMemory(from: UnsafeRawBufferPointer(source))
        let side = max(4, size.height / 6) & ~1
        Canvas(buffer.planes).fill(
            x: boxPosition(number, side: side), y: size.height * 5 / 8 & ~1, width: side, height: side, TestPicture.orange)
        let scale = max(1, size.height / 120)
        let style = MatrixFont.Style(ground: .box(.black))
        let line = MatrixFont.glyphHeight * scale * 2
        MatrixFont.draw(
            padded(Int(truncatingIfNeeded: number % 1_000_000), 6), in: buffer.planes, x: 4 * scale, y: line,
            scale: scale, style: style)
        MatrixFont.draw(clockText, in: buffer.planes, x: 4 * scale, y: 2 * line, scale: scale, style: style)
    }

    private func boxPosition(_ number: UInt64, side: Int) -> Int {
        let crossing = TestPicture.crossing.wholeNanoseconds
        let time = rate.time(ofFrame: Int64(clamping: number)).wholeNanoseconds % (2 * crossing)
        let way = Double(time < crossing ? time : 2 * crossing - time) / Double(crossing)
        return Int(way * Double(max(0, size.width - side))) & ~1
    }
}

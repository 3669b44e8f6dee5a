import MediaCore
import Testing

@Suite("The dot-matrix font")
struct MatrixFontTests {
    private let size = PictureSize(width: 64, height: 32)

    @Test("has a glyph of its own for every printable character of ASCII")
    func glyphs() {
        var seen: [[UInt8]: Character] = [:]
        for code in UInt8(0x20)...0x7e {
            let character = Character(Unicode.Scalar(code))
            let drawn = luma(String(character), x: 1, y: 1)
            #expect(seen[drawn] == nil, "\(character) looks like \(String(describing: seen[drawn]))")
            seen[drawn] = character
            #expect(drawn.contains(235) == (character != " "))
        }
    }

    @Test("draws the dots of a letter where they belong")
    func letter() {
        let frame = picture { MatrixFont.draw("L", in: $0, x: 3, y: 2, scale: 1, style: MatrixFont.Style(ground: .none)) }
        let dots = frame.withPlanes { planes in (0..<9).map { y in (2..<9).map { planes[0].row(y + 1)[$0] == 235 } } }
        let stem = [false, true, false, false, false, false, false]
        let foot = [false, true, true, true, true, true, false]
        let none = [Bool](repeating: false, count: 7)
        #expect(dots == [none] + Array(repeating: stem, count: 6) + [foot, none])
    }

    @Test(
        "says how large a text is",
        arguments: [("", 1, 0, 0), ("A", 1, 5, 7), ("AB", 3, 33, 21), ("\u{e9}\u{4e2d}", 2, 22, 14)])
    func sizes(text: String, scale: Int, width: Int, height: Int) {
        #expect(MatrixFont.size(of: text, scale: scale) == PictureSize(width: width, height: height))
    }

    @Test("neutralises the colour under what it draws, in both layouts", arguments: [PixelLayout.i420, .nv12])
    func colour(layout: PixelLayout) {
        let frame = picture(layout) {
            MatrixFont.draw("#", in: $0, x: 10, y: 10, scale: 2, style: MatrixFont.Style(ground: .box(.black)))
        }
        let chroma = frame.withPlanes { planes in
            layout == .i420
                ? (planes[1].row(8)[8], planes[2].row(8)[8], planes[1].row(0)[0], planes[2].row(0)[0])
                : (planes[1].row(8)[16], planes[1].row(8)[17], planes[1].row(0)[0], planes[1].row(0)[1])
        }
        #expect(chroma == (128, 128, 40, 200))
    }

    @Test("surrounds letters with an outline or a box")
    func grounds() {
        #expect(luma("I", x: 10, y: 10, ground: .outline(.black)).contains(16))
        #expect(!luma("I", x: 10, y: 10, ground: .none).contains(16))
        let box = luma("I", x: 10, y: 10, ground: .box(.black))
        #expect(box.filter { $0 == 16 || $0 == 235 }.count == 7 * 9)
    }

    @Test(
        "draws nothing outside the picture, wherever the text is put",
        arguments: [
            (-3, -3, 1), (60, 28, 2), (-1000, 5, 4), (5, 1000, 4), (.max, .max, 3), (.min, .min, .max), (0, 0, .min),
            (62, 30, 100),
        ])
    func edges(x: Int, y: Int, scale: Int) {
        // The buffer is larger than the plane that is drawn into; its margin must stay.
        let buffer = FrameBuffer(size: PictureSize(width: 96, height: 64))
        let whole = buffer.planes[0]
        Canvas([whole]).fill(x: 0, y: 0, width: 96, height: 64, Ink(luma: 77))
        let inner = Plane(base: whole.base + 16 * whole.stride + 16, stride: whole.stride, width: 64, height: 32)
        for ground in [MatrixFont.Ground.none, .outline(.black), .box(.black)] {
            MatrixFont.draw("Wide text", in: inner, x: x, y: y, scale: scale, style: MatrixFont.Style(ground: ground))
        }
        for row in 0..<64 {
            for column in 0..<96 where !((16..<48).contains(row) && (16..<80).contains(column)) {
                #expect(whole.row(row)[column] == 77)
            }
        }
        extendLifetime(buffer)
    }

    private func picture(_ layout: PixelLayout = .i420, _ draw: ([Plane]) -> Void) -> Frame {
        let buffer = FrameBuffer(size: size, layout: layout)
        Canvas(buffer.planes).fill(x: 0, y: 0, width: size.width, height: size.height, Ink(luma: 100, blue: 40, red: 200))
        draw(buffer.planes)
        return Frame(buffer, captured: MonotonicInstant(nanoseconds: 0), number: 0)
    }

    private func luma(_ text: String, x: Int, y: Int, ground: MatrixFont.Ground = .none) -> [UInt8] {
        let frame = picture { MatrixFont.draw(text, in: $0[0], x: x, y: y, scale: 1, style: MatrixFont.Style(ground: ground)) }
        return frame.withPlanes { planes in (0..<planes[0].height).flatMap { Array(planes[0].row($0)) } }
    }
}

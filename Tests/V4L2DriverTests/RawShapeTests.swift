import GatewayTesting
import MediaCore
import Testing

@testable import V4L2Driver

@Suite("Raw pictures for an encoder node")
struct RawShapeTests {
    private let size = PictureSize(width: 6, height: 4)

    /// What is written of a picture whose samples count from 1, luma first, blue and red after it.
    private func written(_ layout: PixelLayout, _ shape: RawShape) -> [UInt8] {
        let buffer = FrameBuffer(size: size, layout: layout)
        for y in 0..<4 {
            for x in 0..<6 { buffer.planes[0].row(y)[x] = UInt8(1 + y * 6 + x) }
        }
        for y in 0..<2 {
            for x in 0..<3 {
                let (blue, red) = (UInt8(101 + y * 3 + x), UInt8(201 + y * 3 + x))
                if layout == .i420 {
                    buffer.planes[1].row(y)[x] = blue
                    buffer.planes[2].row(y)[x] = red
                } else {
                    buffer.planes[1].row(y)[2 * x] = blue
                    buffer.planes[1].row(y)[2 * x + 1] = red
                }
            }
        }
        var block = [UInt8](repeating: 0, count: shape.bytes)
        block.withUnsafeMutableBytes {
            shape.write(Frame(buffer, captured: MonotonicInstant(nanoseconds: 0), number: 0), into: $0)
        }
        return block
    }

    @Test("lie in the node's rows, whatever they are and whatever the node wants", arguments: [PixelLayout.i420, .nv12])
    func layouts(layout: PixelLayout) {
        let planar = written(layout, RawShape(format: .yu12, stride: 8, rows: 6))
        #expect(planar.count == 8 * 6 * 3 / 2)
        #expect(Array(planar[0..<8]) == [1, 2, 3, 4, 5, 6, 0, 0])
        #expect(Array(planar[24..<32]) == [19, 20, 21, 22, 23, 24, 0, 0])
        #expect(Array(planar[48..<56]) == [101, 102, 103, 0, 104, 105, 106, 0])
        #expect(Array(planar[60..<68]) == [201, 202, 203, 0, 204, 205, 206, 0])
        let paired = written(layout, RawShape(format: .nv12, stride: 8, rows: 6))
        #expect(Array(paired[48..<64]) == [101, 201, 102, 202, 103, 203, 0, 0, 104, 204, 105, 205, 106, 206, 0, 0])
    }

    @Test("are not written into a block that is too small")
    func smallBlock() {
        let shape = RawShape(format: .yu12, stride: 6, rows: 4)
        var block = [UInt8](repeating: 9, count: shape.bytes - 1)
        block.withUnsafeMutableBytes { shape.write(TestFrames.flat(size, luma: 1), into: $0) }
        #expect(block.allSatisfy { $0 == 9 })
    }
}

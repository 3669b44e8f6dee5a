import MediaCore
import Testing
@testable import V4L2Driver

@Suite("Pictures from the kernel's buffers")
struct ConversionTests {
    private func samples(_ plane: Plane) -> [[UInt8]] { (0..<plane.height).map { Array(plane.row($0)) } }

    @Test("YUYV becomes I420: luma as it is, colour as the mean of two rows")
    func yuyv() {
        let size = PictureSize(width: 4, height: 2)
        // Rows are twelve bytes apart: four at the end belong to nobody.
        let bytes: [UInt8] = [
            10, 100, 11, 200, 12, 101, 13, 201, 0, 0, 0, 0,
            20, 110, 21, 220, 22, 102, 23, 204, 0, 0, 0, 0,
        ]
        let picture = FrameBuffer(size: size)
        bytes.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return }
            PictureConversion.separate(yuyv: base, stride: 12, size: size, into: picture.planes)
        }
        #expect(samples(picture.planes[0]) == [[10, 11, 12, 13], [20, 21, 22, 23]])
        #expect(samples(picture.planes[1]) == [[105, 102]])
        #expect(samples(picture.planes[2]) == [[210, 203]])
        extendLifetime(picture)
    }

    @Test("planes lie where the kernel puts them, with its distance between rows", arguments: [4, 8])
    func planes(stride: Int) {
        let size = PictureSize(width: 4, height: 4)
        var bytes = [UInt8](repeating: 0, count: 12 * stride)
        for index in bytes.indices { bytes[index] = UInt8(index) }
        bytes.withUnsafeMutableBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return }
            let nv12 = PictureShape(.nv12, size: size, stride: stride)
            #expect(nv12.bytes == 6 * stride && nv12.layout == .nv12)
            let first = UInt8(4 * stride)
            #expect(nv12.planes(at: base).map { samples($0)[0][0] } == [0, first])
            #expect(samples(nv12.planes(at: base)[1]).map(\.count) == [4, 4])
            let yu12 = PictureShape(.yu12, size: size, stride: stride)
            #expect(yu12.bytes == 6 * stride && yu12.layout == .i420)
            #expect(yu12.planes(at: base).map { samples($0)[0][0] } == [0, first, first + UInt8(stride)])
            #expect(
                yu12.planes(at: base).map { samples($0)[1][0] } == [
                    UInt8(stride), first + UInt8(stride / 2), first + UInt8(stride * 3 / 2),
                ])
        }
    }

    @Test("a driver that tells no distance between rows means none")
    func noStride() {
        #expect(PictureShape(.yuyv, size: PictureSize(width: 64, height: 48), stride: 0).bytes == 64 * 48 * 2)
        #expect(PictureShape(.nv12, size: PictureSize(width: 64, height: 48), stride: 0).bytes == 64 * 48 * 3 / 2)
    }

    @Test(
        "a JPEG of any sampling becomes I420 in video levels",
        arguments: [
            JPEGFiles.sampled420, JPEGFiles.sampled422, JPEGFiles.sampled444,
        ])
    func jpeg(file: [UInt8]) throws {
        let decoder = try JPEGDecoder()
        let pool = FramePool()
        let picture = file.withUnsafeBytes { decoder.decode($0, largest: PictureSize(width: 16, height: 16), pool: pool) }
        let buffer = try #require(picture)
        #expect(buffer.size == PictureSize(width: 16, height: 16) && buffer.layout == .i420)
        for (plane, level) in zip(buffer.planes, [92, 179, 93]) {
            #expect(samples(plane).allSatisfy { $0.allSatisfy { abs(Int($0) - level) <= 1 } }, "level \(level)")
        }
        extendLifetime(buffer)
    }

    @Test("a damaged JPEG is no picture; one that is cut short or larger than agreed does no harm")
    func damagedJPEG() throws {
        let decoder = try JPEGDecoder()
        let pool = FramePool()
        let file = JPEGFiles.sampled422
        let largest = PictureSize(width: 16, height: 16)
        for count in 0..<file.count {
            let picture = Array(file.prefix(count)).withUnsafeBytes { decoder.decode($0, largest: largest, pool: pool) }
            if count < 60 { #expect(picture == nil) }
        }
        for index in file.indices {
            var broken = file
            broken[index] ^= 0xFF
            _ = broken.withUnsafeBytes { decoder.decode($0, largest: largest, pool: pool) }
        }
        let tooSmall = file.withUnsafeBytes {
            decoder.decode($0, largest: PictureSize(width: 16, height: 14), pool: pool)
        }
        #expect(tooSmall == nil)
    }
}

import BoardDevices
import GatewayTesting
import LibYUVDriver
import MediaCore
import Testing

@Suite("The libyuv scaler")
struct LibYUVTests {
    private let scaler: any Scaler
    private let pool = FramePool()

    init() throws {
        scaler = try openedDevice(LibYUVEntry.self, as: .scaler)
    }

    @Test("keeps what every scaler must keep")
    func conformance() throws {
        try ScalerConformance.check(scaler)
    }

    @Test("keeps colours at odd sizes", arguments: [(641, 479, 321, 241), (321, 241, 1, 1), (16, 16, 17, 999), (1, 1, 33, 7)])
    func oddSizes(width: Int, height: Int, toWidth: Int, toHeight: Int) throws {
        for layout in [PixelLayout.i420, .nv12] {
            let frame = TestFrames.flat(
                PictureSize(width: width, height: height), luma: 90, blue: 60, red: 200, layout: layout)
            let scaled = try scaler.scale(frame, to: PictureSize(width: toWidth, height: toHeight), from: pool)
            #expect(scaled.size == PictureSize(width: toWidth, height: toHeight))
            let colour = TestFrames.average(scaled, x: 0..<max(2, toWidth), y: 0..<toHeight)
            #expect(zip(colour, [90, 60, 200]).allSatisfy { abs($0 - $1) <= 2 })
        }
    }

    @Test("does not copy a picture that has the right size and layout already")
    func sameSize() throws {
        let frame = TestFrames.moving(PictureSize(width: 64, height: 48), index: 1)
        let scaled = try scaler.scale(frame, to: frame.size, from: pool)
        #expect(frame.withPlanes { $0[0].base } == scaled.withPlanes { $0[0].base })
    }

    @Test("averages when it shrinks, so that fine stripes become grey and not moire")
    func box() throws {
        let size = PictureSize(width: 640, height: 480)
        let buffer = FrameBuffer(size: size)
        Canvas(buffer.planes).fill(x: 0, y: 0, width: 640, height: 480, .black)
        for x in stride(from: 0, to: 640, by: 2) {
            for y in 0..<480 { buffer.planes[0].row(y)[x] = 216 }
        }
        let frame = Frame(buffer, captured: MonotonicInstant(nanoseconds: 0), number: 0)
        let scaled = try scaler.scale(frame, to: PictureSize(width: 160, height: 120), from: pool)
        let values = scaled.withPlanes { Set($0[0].row(60)) }
        #expect(values.allSatisfy { (114...118).contains($0) })
    }

    @Test(
        "refuses sizes that no picture has",
        arguments: [
            PictureSize(width: 0, height: 10), PictureSize(width: 10, height: -1), PictureSize(width: 1 << 40, height: 2),
        ])
    func badSizes(size: PictureSize) {
        let frame = TestFrames.flat(PictureSize(width: 16, height: 16), luma: 1)
        #expect(throws: DeviceFault.self) { try scaler.scale(frame, to: size, from: pool) }
    }

    @Test("knows no keys in a board file")
    func keys() {
        #expect(throws: ConfigFailure.self) { try openedDevice(LibYUVEntry.self, as: .scaler, ["filter": "box"]) }
    }
}

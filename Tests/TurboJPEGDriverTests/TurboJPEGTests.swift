import BoardDevices
import GatewayTesting
import MediaCore
import Testing
import TurboJPEGDriver

@Suite("The libjpeg-turbo encoder")
struct TurboJPEGTests {
    private let encoder: any StillEncoder

    init() throws {
        encoder = try openedDevice(TurboJPEGEntry.self, as: .stillEncoder)
    }

    @Test("keeps what every JPEG encoder must keep")
    func conformance() throws {
        try StillEncoderConformance.check(encoder)
    }

    @Test("makes the same file of NV12 as of I420", arguments: [(64, 48), (66, 46), (2, 2)])
    func layouts(width: Int, height: Int) throws {
        let size = PictureSize(width: width, height: height)
        let planar = try encoder.encode(TestFrames.moving(size, index: 2), quality: 75)
        let paired = try encoder.encode(TestFrames.moving(size, index: 2, layout: .nv12), quality: 75)
        #expect(planar.elementsEqual(paired))
        #expect(StillEncoderConformance.pictureSize(ofJPEG: planar) == size)
    }

    @Test("refuses odd sizes, whose planes lack a column", arguments: [(65, 48), (64, 47), (1, 1)])
    func oddSizes(width: Int, height: Int) {
        let frame = TestFrames.flat(PictureSize(width: width, height: height), luma: 100)
        #expect(throws: DeviceFault.self) { try encoder.encode(frame, quality: 75) }
    }

    @Test("knows no keys in a board file")
    func keys() {
        #expect(throws: ConfigFailure.self) { try openedDevice(TurboJPEGEntry.self, as: .stillEncoder, ["quality": "3"]) }
    }
}

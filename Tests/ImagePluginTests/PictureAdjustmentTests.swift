import BoardDevices
import GatewayTesting
@testable import ImagePlugin
import MediaCore
import Testing

@Suite("Picture adjustments in software")
struct PictureAdjustmentTests {
    private func adjusted(
        _ frame: Frame, except sensor: Set<ImageControl> = [], _ change: (inout ImageSettings) -> Void
    ) -> Frame {
        var settings = ImageSettings()
        change(&settings)
        var frame = frame
        PictureAdjustment(settings, except: sensor)?.apply(to: &frame)
        return frame
    }

    private func flat(_ luma: UInt8, _ blue: UInt8 = 128, _ red: UInt8 = 128, layout: PixelLayout = .i420) -> Frame {
        TestFrames.flat(PictureSize(width: 16, height: 16), luma: luma, blue: blue, red: red, layout: layout)
    }

    /// Luma, blue and red of a flat I420 picture.
    private func color(_ frame: Frame) -> [UInt8] { frame.withPlanes { planes in planes.map { $0.row(4)[4] } } }

    private func luma(_ frame: Frame, row: Int) -> [UInt8] { frame.withPlanes { Array($0[0].row(row)) } }

    @Test("neutral settings are no adjustment at all")
    func neutral() {
        #expect(PictureAdjustment(ImageSettings(), except: []) == nil)
    }

    @Test("brightness moves the luma both ways, clamps, and leaves the colour alone")
    func brightness() {
        #expect(color(adjusted(flat(100, 90, 160)) { $0.brightness = 178 }) == [150, 90, 160])
        #expect(color(adjusted(flat(100, 90, 160)) { $0.brightness = 28 }) == [0, 90, 160])
        #expect(color(adjusted(flat(50)) { $0.brightness = 0 }) == [0, 128, 128])
        #expect(color(adjusted(flat(200)) { $0.brightness = 255 }) == [255, 128, 128])
    }

    @Test("contrast turns around mid-grey: more drives levels apart, none makes all of them one")
    func contrast() {
        #expect(color(adjusted(flat(126)) { $0.contrast = 255 })[0] == 126)
        #expect(color(adjusted(flat(136)) { $0.contrast = 192 })[0] == 146)
        #expect(color(adjusted(flat(116)) { $0.contrast = 192 })[0] == 106)
        #expect([0, 60, 255].map { color(adjusted(flat($0)) { $0.contrast = 0 })[0] } == [126, 126, 126])
        #expect([0, 255].map { color(adjusted(flat($0)) { $0.contrast = 255 })[0] } == [0, 255])
    }

    @Test("saturation works on the colour only: none is grey, more is farther from grey", arguments: [PixelLayout.i420, .nv12])
    func saturation(_ layout: PixelLayout) {
        let none = adjusted(flat(100, 90, 160, layout: layout)) { $0.saturation = 0 }
        let more = adjusted(flat(100, 118, 138, layout: layout)) { $0.saturation = 192 }
        func chroma(_ frame: Frame) -> [UInt8] {
            frame.withPlanes { layout == .i420 ? [$0[1].row(2)[2], $0[2].row(2)[2]] : Array($0[1].row(2)[4..<6]) }
        }
        #expect(chroma(none) == [128, 128])
        #expect(chroma(more) == [108, 148])
        #expect(luma(none, row: 4)[4] == 100 && luma(more, row: 4)[4] == 100)
    }

    @Test("sharpness lifts edges, softness lowers them, and flat parts stay as they are")
    func sharpness() {
        var edge = flat(100)
        edge.withMutablePlanes { planes in
            for y in 0..<16 { for x in 8..<16 { planes[0].row(y)[x] = 150 } }
        }
        let sharp = luma(adjusted(edge) { $0.sharpness = 255 }, row: 8)
        let soft = luma(adjusted(edge) { $0.sharpness = 0 }, row: 8)
        #expect(sharp[7] < 100 && sharp[8] > 150)
        #expect(soft[7] > 100 && soft[8] < 150)
        for row in [sharp, soft] {
            #expect(row[1..<7].allSatisfy { $0 == 100 } && row[9..<15].allSatisfy { $0 == 150 })
        }
        #expect(luma(adjusted(flat(77)) { $0.sharpness = 255 }, row: 8).allSatisfy { $0 == 77 })
    }

    @Test("sharpening reads the picture as it was, not as it has become: up and down are the same")
    func symmetry() {
        var line = flat(100)
        line.withMutablePlanes { planes in planes[0].row(8).update(repeating: 180) }
        let result = adjusted(line) { $0.sharpness = 200 }
        #expect(luma(result, row: 7) == luma(result, row: 9))
        #expect(luma(result, row: 7)[8] < 100)
        #expect(luma(result, row: 8)[8] > 180)
    }

    @Test("pictures too small for a filter are left as they are")
    func tiny() {
        let small = TestFrames.flat(PictureSize(width: 2, height: 2), luma: 9)
        #expect(luma(adjusted(small) { $0.sharpness = 255 }, row: 0) == [9, 9])
    }

    @Test("what the sensor does itself is not done twice")
    func sensorControls() {
        let frame = flat(100, 90, 160)
        let result = adjusted(frame, except: [.brightness, .saturation]) { settings in
            settings.brightness = 255
            settings.saturation = 0
        }
        #expect(color(result) == [100, 90, 160])
    }

    @Test("a picture that somebody else looks at is not touched")
    func shared() {
        let original = flat(100)
        let changed = adjusted(original) { $0.brightness = 255 }
        #expect(color(original)[0] == 100)
        #expect(color(changed)[0] == 227)
    }
}

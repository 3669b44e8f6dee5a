public import BoardDevices
import MediaCore

/// What every scaler must keep; throws ``ConformanceFailure`` with the first broken promise.
public enum ScalerConformance {
    /// Runs the whole suite.
    public static func check(_ scaler: any Scaler) throws {
        let sizes = [
            PictureSize(width: 320, height: 240), PictureSize(width: 640, height: 480), PictureSize(width: 642, height: 362),
            PictureSize(width: 1920, height: 1080),
        ]
        let pool = FramePool()
        for layout in [PixelLayout.i420, .nv12] {
            for from in sizes {
                for to in sizes {
                    try checkColours(scaler, from, to, layout, pool)
                }
            }
            try checkLikeness(scaler, layout, pool)
        }
    }

    private static func checkColours(
        _ scaler: any Scaler, _ from: PictureSize, _ to: PictureSize, _ layout: PixelLayout, _ pool: FramePool
    ) throws {
        let buffer = FrameBuffer(size: from, layout: layout)
        let canvas = Canvas(buffer.planes)
        let (left, right) = (Ink(luma: 60, blue: 200, red: 90), Ink(luma: 190, blue: 70, red: 160))
        canvas.fill(x: 0, y: 0, width: from.width, height: from.height, right)
        canvas.fill(x: 0, y: 0, width: from.width / 2 & ~1, height: from.height, left)
        let source = Frame(buffer, captured: MonotonicInstant(nanoseconds: 42), number: 7)
        let scaled = try scaler.scale(source, to: to, from: pool)
        let label = "\(layout) \(from) to \(to)"
        try promise(scaled.size == to, "\(label): came out as \(scaled.size)")
        try promise(scaled.layout == .i420, "\(label): must come out as I420")
        try promise(scaled.captured == source.captured && scaled.number == 7, "\(label): the moment must stay")
        let rows = 0..<to.height
        for (half, ink) in [(0..<to.width * 3 / 8, left), (to.width * 5 / 8..<to.width, right)] {
            let colour = TestFrames.average(scaled, x: half, y: rows)
            let wanted = [Int(ink.luma), Int(ink.blue), Int(ink.red)]
            let isNear = zip(colour, wanted).allSatisfy { abs($0 - $1) <= 2 }
            try promise(isNear, "\(label): colour \(colour) instead of \(wanted)")
        }
        let untouched = source.withPlanes { $0[0].row(0)[0] }
        try promise(untouched == left.luma, "\(label): the source must stay as it was")
    }

    private static func checkLikeness(_ scaler: any Scaler, _ layout: PixelLayout, _ pool: FramePool) throws {
        let size = PictureSize(width: 640, height: 480)
        let small = TestFrames.moving(size, index: 3, layout: layout)
        let large = try scaler.scale(small, to: PictureSize(width: 1280, height: 960), from: pool)
        let back = try scaler.scale(large, to: size, from: pool)
        let likeness = TestFrames.psnr(small, back)
        try promise(likeness > 24, "\(layout): doubled and halved, a picture is only \(likeness) dB like itself")
    }
}

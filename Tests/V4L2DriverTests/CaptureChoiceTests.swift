import BoardDevices
import MediaCore
import Testing
@testable import V4L2Driver

@Suite("The driver asks a camera for what suits the streams best")
struct CaptureChoiceTests {
    private static func offer(_ format: PixelFormat, _ width: Int, _ height: Int, _ rates: [Int]) -> CaptureOffer {
        CaptureOffer(
            format: format, code: 0, sizes: .only(PictureSize(width: width, height: height)), rates: rates.map { FrameRate($0) }
        )
    }

    private static func choose(
        _ width: Int, _ height: Int, at rate: Int, of offers: [CaptureOffer], order: [PixelFormat] = PixelFormat.allCases
    ) -> String {
        let wish = CaptureWish(size: PictureSize(width: width, height: height), rate: rate)
        guard let choice = CaptureChoice(wish, of: offers, order: order) else { return "nothing" }
        return "\(choice.offer.format.rawValue) \(choice.size) \(choice.rate.map(\.description) ?? "any")"
    }

    /// What most USB cameras say.
    private static let webcam = [
        offer(.yuyv, 640, 480, [30, 15]), offer(.yuyv, 1280, 720, [10, 5]),
        offer(.mjpeg, 640, 480, [30]), offer(.mjpeg, 1280, 720, [30, 15]), offer(.mjpeg, 1920, 1080, [30]),
    ]

    @Test(
        "the nearest size that suffices, or the largest",
        arguments: [
            (640, 480, "yuyv 640x480 30"), (320, 240, "yuyv 640x480 30"), (800, 600, "mjpeg 1280x720 30"),
            (1920, 1080, "mjpeg 1920x1080 30"), (4096, 2160, "mjpeg 1920x1080 30"),
        ])
    func sizes(width: Int, height: Int, expected: String) {
        #expect(CaptureChoiceTests.choose(width, height, at: 25, of: CaptureChoiceTests.webcam) == expected)
    }

    @Test(
        "a rate that suffices is worth a conversion; otherwise planes are better",
        arguments: [
            (10, "yuyv 1280x720 10"), (5, "yuyv 1280x720 5"), (12, "mjpeg 1280x720 15"), (25, "mjpeg 1280x720 30"),
            (60, "mjpeg 1280x720 30"),
        ])
    func rates(rate: Int, expected: String) {
        #expect(CaptureChoiceTests.choose(1280, 720, at: rate, of: CaptureChoiceTests.webcam) == expected)
    }

    @Test("formats without a conversion come first, unless the board file says otherwise")
    func formats() {
        let offers = PixelFormat.allCases.reversed().map { CaptureChoiceTests.offer($0, 640, 480, [25]) }
        #expect(CaptureChoiceTests.choose(640, 480, at: 25, of: offers) == "yu12 640x480 25")
        #expect(CaptureChoiceTests.choose(640, 480, at: 25, of: offers, order: [.mjpeg, .yu12]) == "mjpeg 640x480 25")
        #expect(CaptureChoiceTests.choose(640, 480, at: 25, of: offers, order: []) == "nothing")
        #expect(CaptureChoiceTests.choose(640, 480, at: 25, of: []) == "nothing")
    }

    @Test(
        "a camera with sizes in steps gives an even size on a step that suffices",
        arguments: [
            (640, 480, 640, 480), (641, 481, 648, 482), (10, 10, 16, 16), (9999, 9999, 1920, 1080), (1919, 1079, 1920, 1080),
        ])
    func steps(width: Int, height: Int, expectedWidth: Int, expectedHeight: Int) {
        let offer = CaptureOffer(
            format: .nv12, code: 0,
            sizes: .between(
                smallest: PictureSize(width: 16, height: 16), largest: PictureSize(width: 1920, height: 1080),
                step: PictureSize(width: 8, height: 1)), rates: [])
        let expected = PictureSize(width: expectedWidth, height: expectedHeight)
        #expect(offer.size(for: PictureSize(width: width, height: height)) == expected)
        #expect(CaptureChoiceTests.choose(width, height, at: 25, of: [offer]) == "nv12 \(expected) any")
    }

    @Test("odd and extreme sizes are brought to what pictures can have, or left out")
    func ranges() {
        let step = PictureSize(width: 1, height: 1)
        #expect(
            CaptureOffer.Sizes(from: PictureSize(width: 1, height: 1), to: PictureSize(width: 99999, height: 33), step: step)
                == .between(
                    smallest: PictureSize(width: 16, height: 16), largest: PictureSize(width: 8192, height: 32), step: step))
        #expect(
            CaptureOffer.Sizes(from: PictureSize(width: 2, height: 2), to: PictureSize(width: 8, height: 8), step: step) == nil)
    }

    @Test("rates are exact fractions")
    func fractions() {
        let offer = CaptureOffer(
            format: .nv12, code: 0, sizes: .only(PictureSize(width: 1280, height: 720)),
            rates: [FrameRate(1), FrameRate(25, 2), FrameRate(30000, 1001)])
        #expect(offer.rate(for: 12) == FrameRate(25, 2))
        #expect(offer.rate(for: 13) == FrameRate(30000, 1001))
        #expect(offer.rate(for: 30) == FrameRate(30000, 1001))
    }
}

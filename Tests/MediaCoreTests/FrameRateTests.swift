import MediaCore
import Testing

@Suite("Times of frames")
struct FrameRateTests {
    @Test("do not drift, even after a year at 29.97 frames a second")
    func drift() {
        let rate = FrameRate(30_000, 1001)
        let yearOfFrames: Int64 = 365 * 86_400 * 30
        #expect(rate.time(ofFrame: 30_000) == .seconds(1001))
        #expect(rate.time(ofFrame: yearOfFrames) == .seconds(365 * 86_400) * 1001 / 1000)
    }

    @Test("are nothing at a senseless rate")
    func extremes() {
        #expect(FrameRate(.max, 1).time(ofFrame: 1) == .zero)
    }
}

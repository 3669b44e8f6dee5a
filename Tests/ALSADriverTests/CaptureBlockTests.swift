import Testing

@testable import ALSADriver

@Suite("What a microphone gives at once")
struct CaptureBlockTests {
    @Test(
        "a frame, half of one that is too long, several of those that are too short",
        arguments: [
            (160, 8_000, 160), (1_024, 16_000, 1_024), (1_024, 48_000, 1_024), (1_024, 8_000, 512), (1_000_000, 8_000, 489),
            (1, 48_000, 512), (0, 8_000, 128), (-5, 8_000, 128), (.max, 8_000, 512), (1, 1, 1),
        ])
    func size(frame: Int, rate: Int, expected: Int) {
        #expect(CaptureRun.blockSize(of: frame, at: rate) == expected)
    }
}

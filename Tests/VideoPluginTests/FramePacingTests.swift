import MediaCore
import Testing
@testable import VideoPlugin

@Suite("Frame pacing")
struct FramePacingTests {
    /// Which of `count` pictures of a source of `source` frames a second a stream of `stream` takes; each comes up to `jitter`
    /// nanoseconds early or late.
    private func taken(_ source: Int, _ stream: Int, count: Int, jitter: Int64 = 0) -> [Int] {
        var pacing = FramePacing()
        return (0..<count).filter { number in
            let due = Int64(number) * 1_000_000_000 / Int64(source)
            let offset = number % 3 == 0 ? jitter : number % 3 == 1 ? -jitter : 0
            return pacing.takes(MonotonicInstant(nanoseconds: 5_000_000_000 + due + offset), rate: stream)
        }
    }

    @Test("30 to 10 frames takes every third")
    func thirds() {
        #expect(taken(30, 10, count: 90) == Array(stride(from: 0, to: 90, by: 3)))
    }

    @Test("a source at the stream's own rate loses nothing, jitter included", arguments: [1, 5, 10, 15, 25, 30, 60])
    func sameRate(_ rate: Int) {
        #expect(taken(rate, rate, count: 300).count == 300)
        #expect(taken(rate, rate, count: 300, jitter: 150_000_000 / Int64(rate)).count == 300)
    }

    @Test("a stream whose rate changes goes on at the new rate")
    func newRate() {
        var pacing = FramePacing()
        let taken = (0..<300).filter { number in
            let captured = MonotonicInstant(nanoseconds: Int64(number) * 1_000_000_000 / 30)
            return pacing.takes(captured, rate: number < 150 ? 1 : 15)
        }
        #expect((5...6).contains(taken.filter { $0 < 150 }.count))
        #expect((60...76).contains(taken.filter { $0 >= 150 }.count))
    }

    @Test("a slower source loses nothing")
    func slowerSource() {
        #expect(taken(10, 30, count: 100).count == 100)
    }

    @Test(
        "any faster source comes down to the stream's rate, evenly",
        arguments: [(30, 25), (30, 20), (30, 15), (30, 7), (25, 24), (25, 12), (60, 25), (30, 1)])
    func anyRate(_ source: Int, _ stream: Int) {
        let numbers = taken(source, stream, count: source * 20)
        #expect(abs(numbers.count - stream * 20) <= 1)
        let gaps = zip(numbers.dropFirst(), numbers).map { $0 - $1 }
        #expect(gaps.allSatisfy { $0 == source / stream || $0 == (source + stream - 1) / stream })
    }

    @Test("a source that pauses or whose clock jumps goes on at once")
    func jumps() {
        var pacing = FramePacing()
        let instants: [Int64] = [0, 100, 90_000, 90_100, 10, 110].map { $0 * 1_000_000 }
        #expect(instants.allSatisfy { pacing.takes(MonotonicInstant(nanoseconds: $0), rate: 10) })
    }
}

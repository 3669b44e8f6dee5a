import MediaCore
import Synchronization
import Testing

@Suite("Monotonic time")
struct MonotonicTimeTests {
    @Test("durations become nanoseconds, and clamp where those do not fit")
    func nanoseconds() {
        #expect(Duration.milliseconds(1_500).wholeNanoseconds == 1_500_000_000)
        #expect(Duration.milliseconds(-1).wholeNanoseconds == -1_000_000)
        #expect(Duration.seconds(Int64.max).wholeNanoseconds == .max)
        #expect(Duration.seconds(Int64.min).wholeNanoseconds == .min)
        #expect(Duration.milliseconds(250).seconds == 0.25)
    }

    @Test("the system's clock never goes back")
    func neverBack() {
        let instants = (0..<1_000).map { _ in MonotonicInstant.now }
        #expect(instants == instants.sorted())
    }

    @Test("work for later is done once, and not at all when it was cancelled in time")
    func scheduledWork() {
        let count = Mutex(0)
        let work = ScheduledWork { count.withLock { $0 += 1 } }
        work.run()
        work.run()
        #expect(count.withLock { $0 } == 1)
        let cancelled = ScheduledWork { count.withLock { $0 += 1 } }
        cancelled.cancel()
        cancelled.run()
        #expect(count.withLock { $0 } == 1)
    }

    @Test("the system's clock does work when its time has come, also with a delay below zero")
    func systemClock() async {
        let clock = SystemMonotonicClock()
        let begun = clock.now
        await withCheckedContinuation { continuation in
            _ = clock.schedule(after: .milliseconds(20)) { continuation.resume() }
        }
        #expect(clock.now - begun >= .milliseconds(20))
        await withCheckedContinuation { continuation in
            _ = clock.schedule(after: .seconds(-5)) { continuation.resume() }
        }
    }

    @Test("a frame rate is never zero and knows its interval")
    func frameRate() {
        #expect(FrameRate(30_000, 1_001).interval == .nanoseconds(33_366_666))
        #expect(FrameRate(25).interval == .milliseconds(40))
        #expect(FrameRate(0, 0) == FrameRate(1, 1))
        #expect("\(FrameRate(30_000, 1_001)) \(FrameRate(25))" == "30000/1001 25")
    }
}

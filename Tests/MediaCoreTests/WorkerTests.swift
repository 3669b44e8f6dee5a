import Dispatch
import MediaCore
import Synchronization
import Testing

@Suite("A bell")
struct BellTests {
    @Test("each ring ends one wait, also one to come")
    func rings() {
        let bell = Bell()
        bell.ring()
        bell.ring()
        bell.wait()
        #expect(bell.wait(until: .now))
        #expect(!bell.wait(until: .now))
        #expect(!bell.wait(until: MonotonicInstant(nanoseconds: -1)))
    }

    @Test("a wait without a ring ends at its moment, not before")
    func moment() {
        let moment = MonotonicInstant.now + .milliseconds(5)
        #expect(!Bell().wait(until: moment))
        #expect(MonotonicInstant.now >= moment)
    }

    @Test("a ring from another thread ends a long wait")
    func otherThread() {
        let (bell, answer) = (Bell(), Bell())
        let thread = BackgroundThread(name: "test") {
            bell.wait(until: .now + .seconds(3600))
            answer.ring()
        }
        bell.ring()
        answer.wait()
        thread.join()
    }
}

@Suite("Workers")
struct WorkerTests {
    @Test("work is done one after the other in the order in which it came")
    func order() async throws {
        let worker = Worker(name: "test")
        let done = Mutex<[Int]>([])
        for number in 0..<100 { worker.submit { done.withLock { $0.append(number) } } }
        let last = try await worker.run { done.withLock { $0.last } }
        #expect(last == 99)
        #expect(done.withLock { $0 } == Array(0..<100))
        worker.stop()
    }

    @Test("a full queue refuses work and stays as it is")
    func bounded() {
        let worker = Worker(name: "test", capacity: 2)
        let busy = DispatchSemaphore(value: 0)
        let release = DispatchSemaphore(value: 0)
        worker.submit {
            busy.signal()
            release.wait()
        }
        busy.wait()
        #expect(worker.submit { release.wait() })
        #expect(worker.submit {})
        #expect(!worker.submit {})
        release.signal()
        release.signal()
        worker.stop()
    }

    @Test("stopping finishes what was queued and takes nothing more")
    func stopping() async {
        let worker = Worker(name: "test")
        let done = Mutex(0)
        for _ in 0..<10 { worker.submit { done.withLock { $0 += 1 } } }
        worker.stop()
        #expect(done.withLock { $0 } == 10)
        #expect(!worker.submit {})
        await #expect(throws: CancellationError.self) { try await worker.run {} }
        worker.stop()
    }

    @Test("what the work throws reaches who asked for it")
    func failure() async {
        struct Broken: Error {}
        let worker = Worker(name: "test")
        await #expect(throws: Broken.self) { try await worker.run { throw Broken() } }
        worker.stop()
    }
}

import Dispatch
import Synchronization

/// A thread for work that may block (a device, an encoder, a disk), with a bounded queue in front.
public final class Worker: Sendable {
    private let line: WorkLine
    private let thread: BackgroundThread

    /// Starts the thread.
    ///
    /// - Parameters:
    ///   - name: shown by `top -H`; the kernel keeps 15 bytes of it.
    ///   - capacity: how much work may wait before ``submit(_:)`` refuses more.
    public init(name: String, capacity: Int = 1024) {
        let line = WorkLine(capacity: capacity)
        self.line = line
        thread = BackgroundThread(name: name) { line.work() }
    }

    /// Puts work at the end of the queue.
    ///
    /// - Returns: false if the queue is full or the worker has stopped; the work is then dropped.
    @discardableResult
    public func submit(_ work: @escaping @Sendable () -> Void) -> Bool {
        line.append(work)
    }

    /// Does `work` on the thread and returns its result.
    ///
    /// - Throws: what the work throws, or `CancellationError` if the worker has stopped or its queue is full.
    public func run<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            let taken = submit { continuation.resume(with: Swift.Result { try work() }) }
            if !taken { continuation.resume(throwing: CancellationError()) }
        }
    }

    /// Finishes the queued work, ends the thread and waits for its end. Must not be called from the worker itself.
    public func stop() {
        line.end()
        thread.join()
    }

    deinit {
        line.end()
    }
}

/// What a worker has to do, shared with its thread so that the worker itself can go away first.
private final class WorkLine: Sendable {
    private struct State {
        var waiting: [@Sendable () -> Void] = []
        var ended = false
    }

    private let state = Mutex(State())
    private let ready = DispatchSemaphore(value: 0)
    private let capacity: Int

    init(capacity: Int) {
        self.capacity = capacity
    }

    func append(_ work: @escaping @Sendable () -> Void) -> Bool {
        let taken = state.withLock { state -> Bool in
            guard !state.ended, state.waiting.count < capacity else { return false }
            state.waiting.append(work)
            return true
        }
        if taken { ready.signal() }
        return taken
    }

    func end() {
        state.withLock { $0.ended = true }
        ready.signal()
    }

    func work() {
        while true {
            ready.wait()
            // One at a time: work that was taken out in advance would no longer count as waiting.
            let (next, ended) = state.withLock { state in
                (state.waiting.isEmpty ? nil : state.waiting.removeFirst(), state.ended)
            }
            if let next {
                next()
            } else if ended {
                return
            }
        }
    }
}

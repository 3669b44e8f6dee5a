import Dispatch
public import MediaCore
import Synchronization

/// Takes frames from a source's thread and lets a test wait for them.
public final class FrameCollector: Sendable {
    private struct State {
        var frames: [Frame] = []
        var count = 0
    }

    private let state = Mutex(State())
    private let arrived = DispatchSemaphore(value: 0)
    private let capacity: Int

    /// A collector that keeps `capacity` frames until somebody takes them; what comes on top is only counted.
    public init(capacity: Int = 64) {
        self.capacity = capacity
    }

    /// How many frames came so far, kept or not.
    public var count: Int { state.withLock { $0.count } }

    /// Takes a frame; to be given to a source.
    public func take(_ frame: Frame) {
        let isKept = state.withLock { state in
            state.count += 1
            guard state.frames.count < capacity else { return false }
            state.frames.append(frame)
            return true
        }
        if isKept { arrived.signal() }
    }

    /// The next frame; waits for it up to 30 seconds.
    public func next() throws -> Frame {
        guard arrived.wait(timeout: .now() + 30) == .success else {
            throw ConformanceFailure("no picture came within 30 s")
        }
        return state.withLock { $0.frames.removeFirst() }
    }

    /// The next `count` frames.
    public func next(_ count: Int) throws -> [Frame] {
        try (0..<count).map { _ in try next() }
    }
}

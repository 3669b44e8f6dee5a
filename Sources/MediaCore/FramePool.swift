import Synchronization

/// Hands out picture buffers of one size and takes them back, so that a stream at its pace allocates nothing.
///
/// Buffers that lay idle all the time while 64 were handed out go: a camera that had viewers keeps only what motion detection needs.
public final class FramePool: Sendable {
    private struct State {
        var idle: [PixelMemory] = []
        var isResting = false
        var handedOut = 0
        /// The fewest idle buffers since the last ones went.
        var unused = Int.max

        mutating func take(_ bytes: Int) -> PixelMemory? {
            isResting = false
            idle.removeAll { $0.bytes != bytes }
            let memory = idle.popLast()
            unused = min(unused, idle.count)
            handedOut += 1
            if handedOut == FramePool.period {
                // The last that came back are the next to go out, so the first are those that nobody needed.
                idle.removeFirst(unused)
                (handedOut, unused) = (0, .max)
            }
            return memory
        }
    }

    private static let period = 64

    private let state = Mutex(State())
    private let keep: Int

    /// A pool that keeps at most `keep` idle buffers.
    public init(keep: Int = 4) {
        self.keep = keep
    }

    /// A writable buffer with undefined contents; its memory comes back by itself.
    public func buffer(size: PictureSize, layout: PixelLayout = .i420) -> FrameBuffer {
        let bytes = FrameBuffer.bytes(of: size)
        let block = state.withLock { $0.take(bytes) } ?? PixelMemory(bytes: bytes)
        return FrameBuffer(size: size, layout: layout, memory: block) { [weak self] in
            self?.takeBack(block)
        }
    }

    /// Lets go of all idle buffers, and of those that come back, until the next is asked for.
    public func rest() {
        let idle = state.withLock { state in
            defer { state = State(isResting: true) }
            return state.idle
        }
        extendLifetime(idle)
    }

    /// How many buffers are idle.
    var idleCount: Int { state.withLock { $0.idle.count } }

    private func takeBack(_ memory: PixelMemory) {
        state.withLock { state in
            if !state.isResting, state.idle.count < keep { state.idle.append(memory) }
        }
    }
}

import Synchronization

/// Hands out picture buffers of one size and takes them back, so that a stream at its pace allocates nothing.
public final class FramePool: Sendable {
    private let idle = Mutex<[PixelMemory]>([])
    private let keep: Int

    /// A pool that keeps at most `keep` idle buffers.
    public init(keep: Int = 4) {
        self.keep = keep
    }

    /// A writable buffer with undefined contents; its memory comes back by itself.
    public func buffer(size: PictureSize, layout: PixelLayout = .i420) -> FrameBuffer {
        let bytes = FrameBuffer.bytes(of: size)
        let memory = idle.withLock { idle -> PixelMemory? in
            idle.removeAll { $0.bytes != bytes }
            return idle.popLast()
        }
        let block = memory ?? PixelMemory(bytes: bytes)
        return FrameBuffer(size: size, layout: layout, memory: block) { [weak self] in
            self?.takeBack(block)
        }
    }

    private func takeBack(_ memory: PixelMemory) {
        idle.withLock { idle in
            if idle.count < keep { idle.append(memory) }
        }
    }
}

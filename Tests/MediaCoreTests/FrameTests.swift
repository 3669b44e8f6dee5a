@testable import MediaCore
import Synchronization
import Testing

@Suite("Frames")
struct FrameTests {
    private static let size = PictureSize(width: 6, height: 4)

    private func frame(_ level: UInt8) -> Frame {
        let buffer = FrameBuffer(size: FrameTests.size)
        for plane in buffer.planes { for y in 0..<plane.height { plane.row(y).update(repeating: level) } }
        return Frame(buffer, captured: MonotonicInstant(nanoseconds: 5), number: 7)
    }

    private func first(_ frame: Frame) -> UInt8 {
        frame.withPlanes { $0[0].row(0)[0] }
    }

    /// The last sample of each plane.
    private func corners(_ frame: Frame) -> [UInt8] {
        frame.withPlanes { planes in planes.map { plane in plane.row(plane.height - 1)[plane.width - 1] } }
    }

    @Test("a frame that nobody shares is written in place")
    func inPlace() {
        var own = frame(10)
        let before = own.withPlanes { Int(bitPattern: $0[0].base) }
        let after = own.withMutablePlanes { planes in
            planes[0].row(0)[0] = 99
            return Int(bitPattern: planes[0].base)
        }
        #expect(before == after)
        #expect(first(own) == 99)
    }

    @Test("writing into a shared frame leaves the other one as it was, in all planes")
    func copyOnWrite() {
        let original = frame(10)
        var changed = original
        changed.withMutablePlanes { planes in
            for plane in planes { plane.row(plane.height - 1)[plane.width - 1] = 200 }
        }
        #expect(corners(original) == [10, 10, 10])
        #expect(corners(changed) == [200, 200, 200])
        #expect(first(changed) == 10)
        #expect(changed.captured == original.captured && changed.number == original.number)
    }

    @Test("memory that may not be written to is copied even when nobody shares it")
    func readOnly() {
        var memory = [UInt8](repeating: 10, count: 64)
        let returned = Mutex(0)
        memory.withUnsafeMutableBufferPointer { pixels in
            guard let base = pixels.baseAddress else { return }
            let planes = [
                Plane(base: base, stride: 8, width: 6, height: 4), Plane(base: base + 32, stride: 4, width: 3, height: 2),
                Plane(base: base + 40, stride: 4, width: 3, height: 2),
            ]
            var frame = Frame(
                FrameBuffer(size: FrameTests.size, layout: .i420, planes: planes, isWritable: false) {
                    returned.withLock { $0 += 1 }
                }, captured: .init(nanoseconds: 0), number: 0)
            frame.withMutablePlanes { $0[0].row(0)[0] = 99 }
            #expect(pixels[0] == 10)
            #expect(first(frame) == 99)
            #expect(returned.withLock { $0 } == 1)
        }
    }

    @Test("a buffer goes back when the last frame is gone, once")
    func release() {
        let returned = Mutex(0)
        do {
            let memory = PixelMemory(bytes: FrameBuffer.bytes(of: FrameTests.size))
            let buffer = FrameBuffer(size: FrameTests.size, layout: .i420, memory: memory) { returned.withLock { $0 += 1 } }
            let frame = Frame(buffer, captured: .init(nanoseconds: 0), number: 0)
            let copies = [frame, frame, frame]
            #expect(copies.count == 3)
            #expect(returned.withLock { $0 } == 0)
        }
        #expect(returned.withLock { $0 } == 1)
    }

    @Test("planes cover odd sizes and both layouts without overlap")
    func planes() {
        let odd = FrameBuffer(size: PictureSize(width: 5, height: 3))
        #expect(odd.planes.map { [$0.width, $0.height] } == [[5, 3], [3, 2], [3, 2]])
        #expect(odd.planes[1].base - odd.planes[0].base == 15)
        #expect(odd.planes[2].base - odd.planes[1].base == 6)
        let pairs = FrameBuffer(size: FrameTests.size, layout: .nv12)
        #expect(pairs.planes.map { [$0.width, $0.height] } == [[6, 4], [6, 2]])
    }

    @Test("a pool gives the same memory again, and none of another size")
    func pool() {
        let pool = FramePool(keep: 2)
        func address(_ size: PictureSize) -> Int { Int(bitPattern: pool.buffer(size: size).planes[0].base) }
        let first = address(FrameTests.size)
        #expect(address(FrameTests.size) == first)
        let held = pool.buffer(size: FrameTests.size)
        #expect(Int(bitPattern: held.planes[0].base) == first)
        #expect(address(FrameTests.size) != first)
        let large = pool.buffer(size: PictureSize(width: 64, height: 64))
        for y in 0..<64 { large.planes[0].row(y).update(repeating: 1) }
        #expect(large.planes[0].row(63)[63] == 1)
    }

    @Test("buffers that a pool had no use for go, those that go round stay")
    func unneeded() {
        let pool = FramePool()
        func take(_ count: Int, times: Int) {
            for _ in 0..<times { extendLifetime((0..<count).map { _ in pool.buffer(size: FrameTests.size) }) }
        }
        take(3, times: 1)
        take(2, times: 20)
        #expect(pool.idleCount == 3)
        take(2, times: 64)
        #expect(pool.idleCount == 2)
        take(2, times: 200)
        #expect(pool.idleCount == 2)
    }

    @Test("buffers outlive their pool")
    func poolGone() {
        var pool: FramePool? = FramePool()
        let buffer = pool?.buffer(size: FrameTests.size)
        pool = nil
        buffer?.planes[0].row(0).update(repeating: 3)
        #expect(buffer?.planes[0].row(0)[5] == 3)
    }

    @Test("a frame made its own keeps its pixels where nobody shares them, and else moves into memory of the pool")
    func makeOwn() {
        func address(_ frame: Frame) -> Int { frame.withPlanes { Int(bitPattern: $0[0].base) } }
        let pool = FramePool()
        let pooled = Int(bitPattern: pool.buffer(size: FrameTests.size).planes[0].base)
        var own = frame(10)
        let before = address(own)
        own.makeOwn(from: pool)
        #expect(address(own) == before)
        let other = own
        own.makeOwn(from: pool)
        #expect(address(own) == pooled && address(other) == before)
        own.withMutablePlanes { $0[0].row(0)[0] = 99 }
        #expect(address(own) == pooled && first(own) == 99 && first(other) == 10)
        #expect(corners(own) == corners(other))
        #expect(own.captured == other.captured && own.number == other.number)
    }

    @Test("a pool at rest keeps no memory, until it is asked for some")
    func resting() {
        let pool = FramePool()
        // Held, so that the allocator cannot give the same memory to somebody else.
        var held: FrameBuffer? = pool.buffer(size: FrameTests.size)
        pool.rest()
        #expect(held != nil)
        held = nil
        #expect(pool.idleCount == 0)
        held = pool.buffer(size: FrameTests.size)
        held = nil
        #expect(pool.idleCount == 1)
        pool.rest()
        #expect(pool.idleCount == 0)
    }
}

import BoardDevices
import CV4L2
import MediaCore
import Synchronization

/// The buffers of a streaming camera, from the kernel to whoever looks at them and back.
///
/// Frames may outlive the stream: their memory stays mapped until the last is gone, but once the queue is closed it gives nothing
/// back to a kernel that knows another queue meanwhile.
final class CaptureQueue: Sendable {
    /// A picture that the kernel has filled.
    struct Taken {
        let index: UInt32
        let bytes: Int
        let captured: MonotonicInstant
        let sequence: UInt32
        let isDamaged: Bool
    }

    private struct State {
        var node: VideoNode?
        var lent = 0
    }

    /// How pictures lie in the buffers.
    let shape: PictureShape
    /// From one picture to the next, as the camera promises.
    let interval: Duration
    /// For waiting; valid until the queue is closed.
    let descriptor: Int32

    private let state: Mutex<State>
    private let buffers: [MappedBuffer]
    private let mostLent: Int
    private let pool = FramePool()

    /// Makes the camera stream.
    init(_ node: VideoNode, _ choice: CaptureChoice, wish: CaptureWish) throws(DeviceFault) {
        shape = try node.setFormat(choice)
        interval = node.setInterval(choice, shape.size, wish: wish.rate)
        descriptor = node.descriptor
        let request = try node.requestBuffers(CaptureQueue.wanted)
        var buffers: [MappedBuffer] = []
        for index in 0..<request.count { buffers.append(try MappedBuffer(node, index: index)) }
        guard buffers.count >= 2, buffers.allSatisfy({ [shape] in $0.bytes.count >= shape.bytes }) else {
            throw DeviceFault(.failed, "\(node.path): \(buffers.count) buffers, too few or too small for \(shape.size)")
        }
        self.buffers = buffers
        // The kernel keeps two, so that the next picture has a place whatever happens here.
        let isLending = request.capabilities & camgate_buf_cap_orphaned != 0
        mostLent = isLending ? buffers.count - 2 : 0
        for index in 0..<request.count { try node.enqueue(index) }
        try node.setStreaming(true)
        state = Mutex(State(node: node))
    }

    private static let wanted: UInt32 = 6

    /// The oldest picture that the kernel has ready; nil if there is none.
    func take(now: MonotonicInstant) throws(DeviceFault) -> Taken? {
        try state.withLock { state throws(DeviceFault) in try state.node?.dequeue(now: now) }
    }

    /// The picture in a buffer that may go on, or nil where it is lost: damaged, or too many are still looked at.
    ///
    /// The kernel's buffer goes back by itself, at once or with the last frame.
    func buffer(_ taken: Taken, _ decoder: borrowing JPEGDecoder) -> FrameBuffer? {
        guard buffers.indices.contains(Int(taken.index)) else { return nil }
        let bytes = buffers[Int(taken.index)].bytes
        guard !taken.isDamaged, taken.bytes <= bytes.count, taken.bytes >= shape.bytes,
            let base = bytes.bindMemory(to: UInt8.self).baseAddress
        else {
            giveBack(taken.index)
            return nil
        }
        if shape.format.isPlanar && mostLent > 0 { return lend(taken.index, base) }
        defer { giveBack(taken.index) }
        switch shape.format {
        case .mjpeg:
            let file = UnsafeRawBufferPointer(rebasing: bytes[..<taken.bytes])
            return decoder.decode(file, largest: shape.size, pool: pool)
        case .yuyv:
            let picture = pool.buffer(size: shape.size)
            PictureConversion.separate(yuyv: base, stride: shape.stride, size: shape.size, into: picture.planes)
            return picture
        case .yu12, .nv12:
            let picture = pool.buffer(size: shape.size, layout: shape.layout)
            PictureConversion.copy(shape.planes(at: base), into: picture.planes)
            return picture
        }
    }

    /// Ends the stream and frees the camera for others.
    func close() {
        state.withLock { state in
            guard let node = state.node else { return }
            try? node.setStreaming(false)
            // Mapped buffers keep the node open, and the camera busy, until they are let go explicitly.
            node.releaseBuffers()
            state.node = nil
        }
    }

    deinit {
        close()
    }

    private func lend(_ index: UInt32, _ base: UnsafeMutablePointer<UInt8>) -> FrameBuffer? {
        let isLent = state.withLock { state -> Bool in
            guard state.lent < mostLent else { return false }
            state.lent += 1
            return true
        }
        guard isLent else {
            giveBack(index)
            return nil
        }
        return FrameBuffer(size: shape.size, layout: shape.layout, planes: shape.planes(at: base), isWritable: false) {
            self.state.withLock { $0.lent -= 1 }
            self.giveBack(index)
        }
    }

    private func giveBack(_ index: UInt32) {
        // A camera that has gone takes nothing back; the next wait notices that.
        state.withLock { try? $0.node?.enqueue(index) }
    }
}

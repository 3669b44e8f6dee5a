import BoardDevices
import CV4L2

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

extension CodecNode {
    /// A buffer that changes hands.
    struct Slot {
        var index: UInt32 = 0
        /// Bytes of content.
        var used = 0
        /// Bytes before the content.
        var skipped = 0
        /// The picture's number, which the node copies from the raw to the coded buffer as its time stamp.
        var number: Int64 = 0
        var isDamaged = false
        fileprivate(set) var length = 0
        fileprivate(set) var offset = 0
    }

    /// Makes and maps buffers of a side; the node decides how many there are.
    func makeBuffers(_ side: Side, _ count: UInt32) throws(DeviceFault) -> [MappedBuffer] {
        var request = v4l2_requestbuffers()
        request.count = count
        request.type = type(side)
        request.memory = V4L2_MEMORY_MMAP.rawValue
        try demand(camgate_vidioc_reqbufs, "buffers", &request)
        var buffers: [MappedBuffer] = []
        for index in 0..<min(request.count, 32) {
            var slot = Slot(index: index)
            let status = exchange(camgate_vidioc_querybuf, side, &slot)
            guard status == 0 else { throw DeviceFault(node: path, "buffer", errno: status) }
            buffers.append(try MappedBuffer(path: path, descriptor: descriptor, length: slot.length, offset: slot.offset))
        }
        return buffers
    }

    /// Gives a buffer to the node.
    func enqueue(_ side: Side, _ slot: Slot) throws(DeviceFault) {
        var slot = slot
        let status = exchange(camgate_vidioc_qbuf, side, &slot)
        guard status == 0 else { throw DeviceFault(node: path, "buffer", errno: status) }
    }

    /// Takes a buffer that the node is done with; nil if there is none.
    func dequeue(_ side: Side) throws(DeviceFault) -> Slot? {
        var slot = Slot()
        let status = exchange(camgate_vidioc_dqbuf, side, &slot)
        if status == EAGAIN { return nil }
        guard status == 0 else { throw DeviceFault(node: path, "picture", errno: status) }
        return slot
    }

    /// Starts or stops a side.
    func setStreaming(_ side: Side, _ isOn: Bool) throws(DeviceFault) {
        var type = Int32(bitPattern: type(side))
        try demand(isOn ? camgate_vidioc_streamon : camgate_vidioc_streamoff, "stream", &type)
    }

    /// Blocks until a side has a buffer to take, or time is over.
    ///
    /// - Returns: false if it is over.
    func wait(for side: Side, milliseconds: Int32) -> Bool {
        var wait = pollfd(fd: descriptor, events: Int16(side == .coded ? POLLIN : POLLOUT), revents: 0)
        return poll(&wait, 1, milliseconds) > 0 && wait.revents & wait.events != 0
    }

    private func exchange(_ request: UInt, _ side: Side, _ slot: inout Slot) -> Int32 {
        var plane = v4l2_plane()
        plane.bytesused = UInt32(clamping: slot.used)
        return withUnsafeMutablePointer(to: &plane) { plane in
            var buffer = v4l2_buffer()
            buffer.index = slot.index
            buffer.type = type(side)
            buffer.memory = V4L2_MEMORY_MMAP.rawValue
            buffer.field = V4L2_FIELD_NONE.rawValue
            buffer.timestamp = timeval(tv_sec: Int(slot.number / 1_000_000), tv_usec: Int(slot.number % 1_000_000))
            if isMultiplanar {
                buffer.m.planes = plane
                buffer.length = 1
            } else {
                buffer.bytesused = UInt32(clamping: slot.used)
            }
            let status = call(request, &buffer)
            slot.index = buffer.index
            slot.number = Int64(buffer.timestamp.tv_sec) &* 1_000_000 &+ Int64(buffer.timestamp.tv_usec)
            slot.isDamaged = buffer.flags & camgate_buf_error != 0
            slot.used = Int(isMultiplanar ? plane.pointee.bytesused : buffer.bytesused)
            slot.skipped = isMultiplanar ? Int(plane.pointee.data_offset) : 0
            slot.length = Int(isMultiplanar ? plane.pointee.length : buffer.length)
            slot.offset = Int(isMultiplanar ? plane.pointee.m.mem_offset : buffer.m.offset)
            return status
        }
    }
}

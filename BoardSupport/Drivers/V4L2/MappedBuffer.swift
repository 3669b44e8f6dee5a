import BoardDevices
import CV4L2

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A buffer of the kernel, seen in this process as long as the object lives: even after the node was closed.
///
/// `@unchecked Sendable`: the pixels are only touched while the kernel has handed the buffer over.
final class MappedBuffer: @unchecked Sendable {
    /// The buffer's bytes.
    let bytes: UnsafeMutableRawBufferPointer

    /// Maps a buffer of a camera by its number.
    convenience init(_ node: VideoNode, index: UInt32) throws(DeviceFault) {
        var buffer = v4l2_buffer.capture(index)
        try node.demand(camgate_vidioc_querybuf, "buffer", &buffer)
        try self.init(
            path: node.path, descriptor: node.descriptor, length: Int(buffer.length), offset: Int(buffer.m.offset))
    }

    /// Maps a buffer that a node described.
    init(path: String, descriptor: Int32, length: Int, offset: Int) throws(DeviceFault) {
        // Some drivers write into their own buffers through the same mapping rules: reading alone would be refused.
        let mapped = mmap(nil, length, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, offset)
        guard let mapped, mapped != MAP_FAILED else { throw DeviceFault(node: path, "mmap", errno: errno) }
        bytes = UnsafeMutableRawBufferPointer(start: mapped, count: length)
    }

    deinit {
        munmap(bytes.baseAddress, bytes.count)
    }
}

extension v4l2_buffer {
    /// A mapped capture buffer by its number.
    static func capture(_ index: UInt32 = 0) -> v4l2_buffer {
        var buffer = v4l2_buffer()
        buffer.index = index
        buffer.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        buffer.memory = V4L2_MEMORY_MMAP.rawValue
        return buffer
    }
}

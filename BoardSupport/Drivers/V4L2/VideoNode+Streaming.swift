import BoardDevices
import CV4L2
import MediaCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

extension VideoNode {
    /// Sets format and size.
    ///
    /// - Returns: what the camera made of it.
    func setFormat(_ choice: CaptureChoice) throws(DeviceFault) -> PictureShape {
        var format = v4l2_format.capture(choice.size, choice.offer.code)
        try demand(camgate_vidioc_s_fmt, "format \(choice.offer.format.rawValue) \(choice.size)", &format)
        let size = PictureSize(width: Int(format.fmt.pix.width), height: Int(format.fmt.pix.height))
        guard format.fmt.pix.pixelformat == choice.offer.code, size.isUsable else {
            throw DeviceFault(.unsupported, "\(path): gives \(size) instead of \(choice.offer.format.rawValue) \(choice.size)")
        }
        return PictureShape(choice.offer.format, size: size, stride: Int(format.fmt.pix.bytesperline))
    }

    /// Sets the frame interval, which some drivers otherwise keep from whoever used the camera before.
    ///
    /// - Returns: the interval in force.
    func setInterval(_ choice: CaptureChoice, _ size: PictureSize, wish: Int) -> Duration {
        let offer = CaptureOffer(
            format: choice.offer.format, code: choice.offer.code, sizes: .only(size), rates: rates(choice.offer.code, size))
        let rate = offer.rate(for: wish) ?? FrameRate(wish)
        var parameters = v4l2_streamparm()
        parameters.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        parameters.parm.capture.timeperframe = v4l2_fract(
            numerator: UInt32(clamping: rate.denominator), denominator: UInt32(clamping: rate.numerator))
        // A camera without this has one rate only.
        guard call(camgate_vidioc_s_parm, &parameters) == 0 else { return rate.interval }
        return FrameRate(parameters.parm.capture.timeperframe)?.interval ?? rate.interval
    }

    /// Asks for buffers; the camera decides how many there are.
    func requestBuffers(_ count: UInt32) throws(DeviceFault) -> (count: UInt32, capabilities: UInt32) {
        var request = v4l2_requestbuffers()
        request.count = count
        request.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        request.memory = V4L2_MEMORY_MMAP.rawValue
        try demand(camgate_vidioc_reqbufs, "buffers", &request)
        return (min(request.count, 32), request.capabilities)
    }

    /// Lets go of the buffers, mapped or not.
    func releaseBuffers() {
        for type in [V4L2_BUF_TYPE_VIDEO_CAPTURE, V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE] {
            var request = v4l2_requestbuffers()
            request.type = type.rawValue
            request.memory = V4L2_MEMORY_MMAP.rawValue
            if camgate_v4l2_kernel_ioctl(descriptor, camgate_vidioc_reqbufs, &request) == 0 { return }
        }
    }

    /// Starts or stops the stream.
    func setStreaming(_ isOn: Bool) throws(DeviceFault) {
        var type = Int32(bitPattern: V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue)
        try demand(isOn ? camgate_vidioc_streamon : camgate_vidioc_streamoff, "stream", &type)
    }

    /// Gives a buffer to the kernel.
    func enqueue(_ index: UInt32) throws(DeviceFault) {
        var buffer = v4l2_buffer.capture(index)
        try demand(camgate_vidioc_qbuf, "buffer", &buffer)
    }

    /// Takes the oldest filled buffer from the kernel; nil if there is none.
    func dequeue(now: MonotonicInstant) throws(DeviceFault) -> CaptureQueue.Taken? {
        var buffer = v4l2_buffer.capture()
        let status = call(camgate_vidioc_dqbuf, &buffer)
        if status == EAGAIN { return nil }
        guard status == 0 else { throw DeviceFault(node: path, "picture", errno: status) }
        return CaptureQueue.Taken(
            index: buffer.index, bytes: Int(buffer.bytesused), captured: buffer.moment(now: now),
            sequence: buffer.sequence, isDamaged: buffer.flags & camgate_buf_error != 0)
    }
}

extension v4l2_buffer {
    /// When the picture was taken: the kernel's time stamp where it is on the monotonic clock, else now.
    func moment(now: MonotonicInstant) -> MonotonicInstant {
        guard flags & camgate_buf_timestamp_mask == camgate_buf_timestamp_monotonic else { return now }
        let stamp = Int64(timestamp.tv_sec) &* 1_000_000_000 &+ Int64(timestamp.tv_usec) &* 1_000
        let moment = MonotonicInstant(nanoseconds: stamp)
        return stamp > 0 && moment < now ? moment : now
    }
}

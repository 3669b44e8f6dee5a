import BoardDevices
import CLibAV
import MediaCore

/// Brings decoded pictures into I420 buffers, closed with the value.
struct LibAVConverter: ~Copyable {
    private var scaler: OpaquePointer?
    private let pool = FramePool()

    init() {}

    deinit {
        sws_freeContext(scaler)
    }

    /// The picture in a buffer of its own, cut to even sides.
    mutating func buffer(for picture: UnsafeMutablePointer<AVFrame>) throws(DeviceFault) -> FrameBuffer {
        let (width, height) = (picture.pointee.width, picture.pointee.height)
        let sides: ClosedRange<Int32> = 16...8192
        guard sides.contains(width), sides.contains(height) else {
            throw DeviceFault(.unsupported, "libav: a picture of \(width)x\(height)")
        }
        let buffer = pool.buffer(size: PictureSize(width: Int(width) & ~1, height: Int(height) & ~1))
        let sources = withUnsafeBytes(of: picture.pointee.data) { Array($0.bindMemory(to: UnsafePointer<UInt8>?.self)) }
        let strides = withUnsafeBytes(of: picture.pointee.linesize) { Array($0.bindMemory(to: Int32.self)) }
        if picture.pointee.format == AV_PIX_FMT_YUV420P.rawValue {
            for (index, plane) in buffer.planes.enumerated() {
                av_image_copy_plane(
                    plane.base, Int32(clamping: plane.stride), sources[index], strides[index], Int32(clamping: plane.width),
                    Int32(clamping: plane.height))
            }
            return buffer
        }
        scaler = sws_getCachedContext(
            scaler, width, height, AVPixelFormat(rawValue: picture.pointee.format), width & ~1, height & ~1,
            AV_PIX_FMT_YUV420P, SWS_BILINEAR, nil, nil, nil)
        let targets = buffer.planes.map { Optional($0.base) }
        let targetStrides = buffer.planes.map { Int32(clamping: $0.stride) }
        guard let scaler, sws_scale(scaler, sources, strides, 0, height, targets, targetStrides) > 0 else {
            throw DeviceFault(.unsupported, "libav: pixel format \(picture.pointee.format) has no way to I420")
        }
        return buffer
    }
}

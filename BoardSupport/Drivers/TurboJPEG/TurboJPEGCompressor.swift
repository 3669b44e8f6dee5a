import BoardDevices
import CTurboJPEG
import MediaCore

/// A compressor of libjpeg-turbo, closed with the value.
struct TurboJPEGCompressor: ~Copyable {
    private let handle: tjhandle

    init() throws(DeviceFault) {
        guard let handle = tjInitCompress() else {
            throw DeviceFault(.failed, "libjpeg-turbo gives no compressor")
        }
        self.handle = handle
    }

    deinit {
        tjDestroy(handle)
    }

    /// A JPEG file of three planes; the planes stand for themselves, no colour is converted.
    func compress(_ planes: [Plane], size: PictureSize, quality: Int) throws(DeviceFault) -> [UInt8] {
        var bases = planes.map { UnsafePointer<UInt8>?($0.base) }
        let strides = planes.map { Int32(clamping: $0.stride) }
        var file: UnsafeMutablePointer<UInt8>?
        var length: UInt = 0
        defer { tjFree(file) }
        let status = tjCompressFromYUVPlanes(
            handle, &bases, Int32(clamping: size.width), strides, Int32(clamping: size.height), Int32(TJSAMP_420.rawValue),
            &file, &length, Int32(clamping: min(max(quality, 1), 100)), 0)
        guard status == 0, let file else {
            throw DeviceFault(.failed, "libjpeg-turbo: \(String(cString: tjGetErrorStr2(handle)))")
        }
        return Array(UnsafeBufferPointer(start: file, count: Int(clamping: length)))
    }
}

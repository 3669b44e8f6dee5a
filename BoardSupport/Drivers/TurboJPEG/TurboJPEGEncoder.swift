import BoardDevices
import MediaCore

/// Makes JPEG files of frames; every call has a compressor of its own, so calls may overlap.
final class TurboJPEGEncoder: StillEncoder {
    func encode(_ frame: Frame, quality: Int) throws(DeviceFault) -> [UInt8] {
        guard frame.size.width % 2 == 0, frame.size.height % 2 == 0 else {
            // libjpeg-turbo would read the column and the row that such planes lack.
            throw DeviceFault(.outOfRange, "turbojpeg: size \(frame.size)", remedy: "even sides")
        }
        let compressor = try TurboJPEGCompressor()
        let full = frame.withPlanes { FullRange.picture(of: $0, layout: frame.layout, size: frame.size) }
        defer { extendLifetime(full) }
        return try compressor.compress(full.planes, size: frame.size, quality: quality)
    }
}

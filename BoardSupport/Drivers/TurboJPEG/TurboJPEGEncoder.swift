import BoardDevices
import MediaCore

/// Makes JPEG files from the planes as they are; every call has a compressor of its own, so calls may overlap.
final class TurboJPEGEncoder: StillEncoder {
    func encode(_ frame: Frame, quality: Int) throws(DeviceFault) -> [UInt8] {
        guard frame.size.width % 2 == 0, frame.size.height % 2 == 0 else {
            // libjpeg-turbo would read the column and the row that such planes lack.
            throw DeviceFault(.outOfRange, "turbojpeg: size \(frame.size)", remedy: "even sides")
        }
        let compressor = try TurboJPEGCompressor()
        return try frame.withPlanes { planes throws(DeviceFault) in
            switch frame.layout {
            case .i420:
                return try compressor.compress(planes, size: frame.size, quality: quality)
            case .nv12:
                let separate = FrameBuffer(size: frame.size)
                TurboJPEGEncoder.separate(planes[1], into: separate.planes)
                defer { extendLifetime(separate) }
                return try compressor.compress(
                    [planes[0], separate.planes[1], separate.planes[2]], size: frame.size, quality: quality)
            }
        }
    }

    private static func separate(_ chroma: Plane, into planes: [Plane]) {
        for row in 0..<planes[1].height {
            let from = chroma.base + row * chroma.stride
            let blue = planes[1].base + row * planes[1].stride
            let red = planes[2].base + row * planes[2].stride
            for column in 0..<planes[1].width {
                blue[column] = from[2 * column]
                red[column] = from[2 * column + 1]
            }
        }
    }
}

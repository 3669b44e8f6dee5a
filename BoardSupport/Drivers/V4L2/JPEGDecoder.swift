import BoardDevices
import CTurboJPEG
import MediaCore

/// Decodes the pictures of cameras that send JPEG files, closed with the value.
struct JPEGDecoder: ~Copyable {
    private let handle: tjhandle
    private let pool = FramePool()

    init() throws(DeviceFault) {
        guard let handle = tjInitDecompress() else {
            throw DeviceFault(.failed, "libjpeg-turbo gives no decompressor")
        }
        self.handle = handle
    }

    deinit {
        tjDestroy(handle)
    }

    /// The picture of a file as I420 in video levels, or nil where the file is damaged or larger than it may be.
    ///
    /// - Parameter largest: pixels across and down at most.
    func decode(_ file: UnsafeRawBufferPointer, largest: PictureSize, pool target: FramePool) -> FrameBuffer? {
        guard let bytes = file.bindMemory(to: UInt8.self).baseAddress else { return nil }
        var (width, height, sampling, colours) = (Int32(0), Int32(0), Int32(0), Int32(0))
        let length = UInt(file.count)
        guard tjDecompressHeader3(handle, bytes, length, &width, &height, &sampling, &colours) == 0 else { return nil }
        let size = PictureSize(width: Int(width), height: Int(height))
        guard size.isUsable, size.width <= largest.width, size.height <= largest.height else { return nil }
        let picture = target.buffer(size: size)
        guard let chroma = JPEGDecoder.chroma(of: sampling, size) else { return nil }
        // The decoder writes the colour as fine as the file has it; only 4:2:0 goes straight into the picture.
        let isDirect = sampling == Int32(TJSAMP_420.rawValue)
        let scratch =
            isDirect || chroma.area == 0 ? nil : pool.buffer(size: PictureSize(width: size.width, height: 2 * size.height))
        defer { extendLifetime(scratch) }
        var targets = picture.planes
        if let scratch {
            let base = scratch.planes[0].base
            targets[1] = Plane(base: base, stride: chroma.width, width: chroma.width, height: chroma.height)
            targets[2] = Plane(base: base + chroma.area, stride: chroma.width, width: chroma.width, height: chroma.height)
        }
        var bases = targets.map { UnsafeMutablePointer<UInt8>?($0.base) }
        var strides = targets.map { Int32(clamping: $0.stride) }
        let status = tjDecompressToYUVPlanes(handle, bytes, length, &bases, width, &strides, height, 0)
        // Warnings are daily bread: many cameras put bytes of their own between the markers.
        guard status == 0 || tjGetErrorCode(handle) == Int32(TJERR_WARNING.rawValue) else { return nil }
        for index in 1...2 {
            let plane = picture.planes[index]
            if chroma.area == 0 {
                for row in 0..<plane.height { plane.row(row).update(repeating: 128) }
            } else if !isDirect {
                PictureConversion.shrink(targets[index], into: plane)
            }
        }
        PictureConversion.narrow(picture.planes)
        return picture
    }

    /// The size of a file's colour planes; nil for samplings that no camera uses.
    private static func chroma(of sampling: Int32, _ size: PictureSize) -> PictureSize? {
        switch UInt32(bitPattern: sampling) {
        case TJSAMP_420.rawValue: PictureSize(width: size.width / 2, height: size.height / 2)
        case TJSAMP_422.rawValue: PictureSize(width: size.width / 2, height: size.height)
        case TJSAMP_440.rawValue: PictureSize(width: size.width, height: size.height / 2)
        case TJSAMP_444.rawValue: size
        case TJSAMP_GRAY.rawValue: PictureSize(width: 0, height: 0)
        default: nil
        }
    }
}

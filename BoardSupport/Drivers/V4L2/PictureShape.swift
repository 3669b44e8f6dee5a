import MediaCore

/// How a picture lies in a buffer of the kernel.
struct PictureShape: Sendable, Hashable {
    /// The pixel format.
    let format: PixelFormat
    /// Pixels across and down.
    let size: PictureSize
    /// Bytes from a row of the first plane to the next.
    let stride: Int

    /// - Parameter stride: as the kernel says; some drivers say 0 and mean rows without gaps.
    init(_ format: PixelFormat, size: PictureSize, stride: Int) {
        self.format = format
        self.size = size
        self.stride = max(stride, format == .yuyv ? 2 * size.width : size.width)
    }

    /// The bytes that a whole picture takes; 0 where that differs from picture to picture.
    var bytes: Int {
        switch format {
        case .yu12, .nv12: stride * size.height + stride * (size.height / 2)
        case .yuyv: stride * size.height
        case .mjpeg: 0
        }
    }

    /// The layout of a planar format; pictures of the others become I420.
    var layout: PixelLayout { format == .nv12 ? .nv12 : .i420 }

    /// The planes of a planar picture that begins at `base`.
    func planes(at base: UnsafeMutablePointer<UInt8>) -> [Plane] {
        let chroma = base + stride * size.height
        let (width, height) = (size.width / 2, size.height / 2)
        let luma = Plane(base: base, stride: stride, width: size.width, height: size.height)
        if format == .nv12 { return [luma, Plane(base: chroma, stride: stride, width: size.width, height: height)] }
        return [
            luma, Plane(base: chroma, stride: stride / 2, width: width, height: height),
            Plane(base: chroma + stride / 2 * height, stride: stride / 2, width: width, height: height),
        ]
    }
}

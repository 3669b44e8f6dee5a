import CV4L2

/// A pixel format that the driver can take, by its name in board files; the best first.
enum PixelFormat: String, Sendable, Hashable, CaseIterable {
    /// Planes as the encoders want them.
    case yu12
    /// Planes that the scaler takes.
    case nv12
    /// 4:2:2 in one plane; converted.
    case yuyv
    /// A JPEG file a picture; decoded.
    case mjpeg

    /// The format that V4L2 means by a code, if the driver can take it.
    init?(code: UInt32) {
        switch code {
        case camgate_pix_yu12: self = .yu12
        case camgate_pix_nv12: self = .nv12
        case camgate_pix_yuyv: self = .yuyv
        case camgate_pix_mjpeg, camgate_pix_jpeg: self = .mjpeg
        default: return nil
        }
    }

    /// Whether the pictures can go on in the memory of the kernel's buffer.
    var isPlanar: Bool { self == .yu12 || self == .nv12 }
}

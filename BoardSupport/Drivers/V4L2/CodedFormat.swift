import CV4L2
import MediaCore

/// What an encoder node may be asked to make, as a board file says it.
enum CodedFormat: String, Sendable, CaseIterable {
    case h264, h265, fwht

    /// The codec of the packets.
    var codec: VideoCodec {
        switch self {
        case .h264: .h264
        case .h265: .h265
        case .fwht: .fwht
        }
    }

    /// The kernel's code.
    var code: UInt32 {
        switch self {
        case .h264: camgate_pix_h264
        case .h265: camgate_pix_hevc
        case .fwht: camgate_pix_fwht
        }
    }
}

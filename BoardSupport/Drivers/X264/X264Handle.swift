import BoardDevices
import CX264

/// An open encoder of libx264, closed with the value.
struct X264Handle: ~Copyable {
    private let encoder: OpaquePointer

    init(_ parameters: x264_param_t) throws(DeviceFault) {
        var parameters = parameters
        guard let encoder = camgate_x264_open(&parameters) else {
            throw DeviceFault(.failed, "x264 refuses \(parameters.i_width)x\(parameters.i_height)")
        }
        self.encoder = encoder
    }

    deinit {
        x264_encoder_close(encoder)
    }

    /// Compresses a picture and lends what came out, until the next call.
    mutating func encode(
        _ picture: inout x264_picture_t
    ) throws(DeviceFault) -> (units: UnsafeBufferPointer<x264_nal_t>, picture: x264_picture_t) {
        var units: UnsafeMutablePointer<x264_nal_t>?
        var count: Int32 = 0
        var output = x264_picture_t()
        guard x264_encoder_encode(encoder, &units, &count, &picture, &output) >= 0 else {
            throw DeviceFault(.failed, "x264 could not compress a picture")
        }
        return (UnsafeBufferPointer(start: units, count: units == nil ? 0 : Int(count)), output)
    }

    /// Changes what can be changed in an open encoder; false if libx264 refuses.
    mutating func reconfigure(_ change: (inout x264_param_t) -> Void) -> Bool {
        var parameters = x264_param_t()
        x264_encoder_parameters(encoder, &parameters)
        change(&parameters)
        return x264_encoder_reconfig(encoder, &parameters) == 0
    }
}

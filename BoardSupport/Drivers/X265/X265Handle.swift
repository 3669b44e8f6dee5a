import BoardDevices
import CX265
import Synchronization

/// An open encoder of libx265 with its parameters, closed with the value.
struct X265Handle: ~Copyable {
    // libx265 fills tables of the whole process when it is opened first, and does not see who else is at it.
    private static let opening = Mutex(())

    private let encoder: OpaquePointer
    private let parameters: UnsafeMutablePointer<x265_param>

    /// Opens an encoder.
    ///
    /// - Parameters:
    ///   - pools: the threads, as libx265 spells them.
    ///   - set: fills the parameters in.
    init(pools: String, _ set: (inout x265_param) throws(DeviceFault) -> Void) throws(DeviceFault) {
        guard let parameters = x265_param_alloc() else {
            throw DeviceFault(.failed, "there is no memory for x265")
        }
        // What was allocated is not cleared, and freeing it follows the pointers in it.
        x265_param_default(parameters)
        do throws(DeviceFault) {
            try set(&parameters.pointee)
            var opened: OpaquePointer?
            pools.withCString { pools in
                parameters.pointee.numaPools = pools
                X265Handle.opening.withLock { _ in opened = camgate_x265_open(parameters) }
                parameters.pointee.numaPools = nil
            }
            guard let encoder = opened else {
                throw DeviceFault(
                    .failed, "x265 refuses \(parameters.pointee.sourceWidth)x\(parameters.pointee.sourceHeight)")
            }
            self.encoder = encoder
            self.parameters = parameters
        } catch {
            x265_param_free(parameters)
            throw error
        }
    }

    deinit {
        x265_encoder_close(encoder)
        x265_param_free(parameters)
    }

    /// Compresses a picture and lends what came out, until the next call.
    ///
    /// - Parameter describe: fills in the picture.
    /// - Returns: the units, and the time stamp of the picture that they are; nothing while the encoder is gathering.
    mutating func encode(
        _ describe: (inout x265_picture) -> Void
    ) throws(DeviceFault) -> (units: UnsafeBufferPointer<x265_nal>, pts: Int64)? {
        var picture = x265_picture()
        x265_picture_init(parameters, &picture)
        describe(&picture)
        var units: UnsafeMutablePointer<x265_nal>?
        var count: UInt32 = 0
        var output = x265_picture()
        let status = x265_encoder_encode(encoder, &units, &count, &picture, &output)
        guard status >= 0 else { throw DeviceFault(.failed, "x265 could not compress a picture") }
        guard status > 0, let units else { return nil }
        return (UnsafeBufferPointer(start: units, count: Int(count)), output.pts)
    }
}

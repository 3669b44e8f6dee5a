import BoardDevices
import CVOAAC

/// An open encoder of libvo-aacenc, closed with the value.
struct VOAACHandle: ~Copyable {
    /// A frame takes 6144 bits at most; the library wants room for more before it begins.
    private static let room = 8_192

    private let encoder: VO_HANDLE
    private let output: UnsafeMutablePointer<UInt8>

    init(_ settings: AudioEncoderSettings) throws(DeviceFault) {
        var opened: VO_HANDLE?
        guard camgate_voaac_open(&opened) == 0, let opened else { throw DeviceFault(.failed, "vo-aacenc does not open") }
        var parameters = AACENC_PARAM(
            sampleRate: Int32(clamping: settings.sampleRate), bitRate: Int32(clamping: settings.bitrate), nChannels: 1,
            adtsUsed: 0)
        guard camgate_voaac_set(opened, &parameters) == 0 else {
            camgate_voaac_close(opened)
            throw DeviceFault(.failed, "vo-aacenc refuses \(settings.sampleRate) Hz at \(settings.bitrate) bit/s")
        }
        encoder = opened
        output = .allocate(capacity: VOAACHandle.room)
    }

    deinit {
        camgate_voaac_close(encoder)
        output.deallocate()
    }

    /// Compresses the samples of one frame.
    mutating func encode(_ samples: [Int16]) throws(DeviceFault) -> [UInt8] {
        let count = samples.withUnsafeBytes { bytes in
            var input = VO_CODECBUFFER()
            // The library takes what it reads from as if it might write to it, and does not.
            input.Buffer = UnsafeMutablePointer(mutating: bytes.bindMemory(to: UInt8.self).baseAddress)
            input.Length = UInt(bytes.count)
            var room = VO_CODECBUFFER()
            room.Buffer = output
            room.Length = UInt(VOAACHandle.room)
            let status = camgate_voaac_encode(encoder, &input, &room)
            return status == 0 ? min(Int(clamping: room.Length), VOAACHandle.room) : 0
        }
        guard count > 0 else { throw DeviceFault(.failed, "vo-aacenc could not compress a frame") }
        return Array(UnsafeBufferPointer(start: output, count: count))
    }
}

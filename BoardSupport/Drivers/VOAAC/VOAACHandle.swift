import BoardDevices
import CVOAAC

/// An open encoder of libvo-aacenc, closed with the value.
struct VOAACHandle: ~Copyable {
    /// A frame takes 6144 bits at most; the library wants room for more before it begins.
    private static let room = 8_192

    private let encoder: VO_HANDLE

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
    }

    deinit {
        camgate_voaac_close(encoder)
    }

    /// Compresses the samples of one frame.
    mutating func encode(_ samples: [Int16]) throws(DeviceFault) -> [UInt8] {
        var status = UInt(0)
        // The library takes what it reads from as if it might write to it.
        var samples = samples
        let frame = [UInt8](unsafeUninitializedCapacity: VOAACHandle.room) { room, count in
            samples.withUnsafeMutableBytes { bytes in
                var input = VO_CODECBUFFER()
                input.Buffer = bytes.bindMemory(to: UInt8.self).baseAddress
                input.Length = UInt(bytes.count)
                var output = VO_CODECBUFFER()
                output.Buffer = room.baseAddress
                output.Length = UInt(room.count)
                status = camgate_voaac_encode(encoder, &input, &output)
                count = status == 0 ? min(Int(clamping: output.Length), room.count) : 0
            }
        }
        guard status == 0, !frame.isEmpty else { throw DeviceFault(.failed, "vo-aacenc could not compress a frame") }
        return frame
    }
}

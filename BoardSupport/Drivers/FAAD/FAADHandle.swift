import BoardDevices
import CFAAD

/// An open decoder of libfaad2, closed with the value.
struct FAADHandle: ~Copyable {
    private let decoder: NeAACDecHandle

    /// Opens a decoder for frames without headers.
    ///
    /// - Parameter configuration: the AudioSpecificConfig of the frames.
    init(_ configuration: [UInt8]) throws(DeviceFault) {
        guard let decoder = NeAACDecOpen() else { throw DeviceFault(.failed, "faad: out of memory") }
        let settings = NeAACDecGetCurrentConfiguration(decoder)
        settings?.pointee.outputFormat = UInt8(FAAD_FMT_16BIT)
        // Speech of 16 kHz is no half of something richer, whatever its rate lets the library guess.
        settings?.pointee.dontUpSampleImplicitSBR = 1
        _ = NeAACDecSetConfiguration(decoder, settings)
        var configuration = configuration
        var rate: UInt = 0
        var channels: UInt8 = 0
        let status = NeAACDecInit2(decoder, &configuration, UInt(configuration.count), &rate, &channels)
        guard status >= 0 else {
            NeAACDecClose(decoder)
            throw DeviceFault(.failed, "faad refuses the configuration \(configuration)")
        }
        self.decoder = decoder
    }

    deinit {
        NeAACDecClose(decoder)
    }

    /// The samples of a frame, of its first channel; none of the first frame, which completes nothing.
    ///
    /// - Parameter sampleRate: what the frames must be in, in Hz.
    mutating func decode(_ frame: [UInt8], sampleRate: Int) throws(DeviceFault) -> [Int16] {
        var frame = frame
        var info = NeAACDecFrameInfo()
        let decoded = NeAACDecDecode(decoder, &info, &frame, UInt(frame.count))
        guard info.error == 0 else {
            let reason = NeAACDecGetErrorMessage(info.error).map { String(cString: $0) } ?? "error \(info.error)"
            throw DeviceFault(.failed, "faad: \(reason)")
        }
        let channels = Int(info.channels)
        let count = Int(clamping: info.samples)
        guard count > 0 else { return [] }
        guard let decoded, channels > 0, Int(clamping: info.samplerate) == sampleRate else {
            throw DeviceFault(.failed, "faad: a frame of \(info.samplerate) Hz and \(channels) channels")
        }
        let samples = UnsafeBufferPointer(start: decoded.assumingMemoryBound(to: Int16.self), count: count)
        return stride(from: 0, to: count - channels + 1, by: channels).map { samples[$0] }
    }
}

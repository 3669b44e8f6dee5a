import BoardDevices
import CLibAV
import MediaCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// An open clip or stream with the decoder of its pictures or its sound, closed with the value.
struct LibAVInput: ~Copyable {
    /// Pixels across and down, rounded down to even.
    let size: PictureSize
    /// Frames a second, as the container says.
    let rate: FrameRate

    private let address: ClipAddress
    private let watchdog: Watchdog
    private let stream: Int32
    private var format: UnsafeMutablePointer<AVFormatContext>?
    private var decoder: UnsafeMutablePointer<AVCodecContext>?
    private var packet = av_packet_alloc()
    private var picture = av_frame_alloc()
    private var isDraining = false

    /// Opens the clip and the decoder of one of its tracks. Blocks; the watchdog ends that.
    init(
        _ address: ClipAddress, watchdog: Watchdog, media: AVMediaType = AVMEDIA_TYPE_VIDEO
    ) throws(DeviceFault) {
        self.address = address
        self.watchdog = watchdog
        watchdog.sign()
        var opened = avformat_alloc_context()
        opened?.pointee.interrupt_callback = AVIOInterruptCB(
            callback: { Unmanaged<Watchdog>.fromOpaque($0.unsafelyUnwrapped).takeUnretainedValue().isOver ? 1 : 0 },
            opaque: Unmanaged.passUnretained(watchdog).toOpaque())
        var options: OpaquePointer?
        if address.isRemote { av_dict_set(&options, "rtsp_transport", "tcp", 0) }
        // On failure the library frees the context and makes the pointer nil.
        var status = avformat_open_input(&opened, address.text, nil, &options)
        av_dict_free(&options)
        var codec: UnsafePointer<AVCodec>?
        if status >= 0 { status = avformat_find_stream_info(opened, nil) }
        if status >= 0 { status = av_find_best_stream(opened, media, -1, -1, &codec, 0) }
        stream = status
        format = opened
        decoder = avcodec_alloc_context3(codec)
        let track = status >= 0 ? opened?.pointee.streams[Int(status)] : nil
        if let track, let decoder, status >= 0 {
            status = avcodec_parameters_to_context(decoder, track.pointee.codecpar)
            decoder.pointee.pkt_timebase = track.pointee.time_base
            if status >= 0 { status = avcodec_open2(decoder, codec, nil) }
        }
        let average = track?.pointee.avg_frame_rate ?? AVRational(num: 25, den: 1)
        rate =
            average.num > 0 && average.den > 0 && average.num / average.den <= 1000
            ? FrameRate(Int(average.num), Int(average.den)) : FrameRate(25)
        size = PictureSize(
            width: Int(decoder?.pointee.width ?? 0) & ~1, height: Int(decoder?.pointee.height ?? 0) & ~1)
        guard status >= 0 else { throw LibAVInput.fault(address, status) }
        guard packet != nil, picture != nil, decoder != nil else { throw DeviceFault(.failed, "libav: out of memory") }
        if media == AVMEDIA_TYPE_AUDIO { return }
        guard LibAVInput.sides.contains(size.width), LibAVInput.sides.contains(size.height) else {
            throw DeviceFault(.unsupported, "clip \(address.withoutSecrets): pictures of \(size)")
        }
    }

    deinit {
        var (format, decoder, packet, picture) = (format, decoder, packet, picture)
        av_packet_free(&packet)
        av_frame_free(&picture)
        avcodec_free_context(&decoder)
        avformat_close_input(&format)
    }

    /// Makes the library keep its messages.
    static func silence() {
        av_log_set_level(AV_LOG_QUIET)
    }

    /// A converter of the track's samples to one channel of 16 bits; to be freed by the caller.
    func soundConverter(to sampleRate: Int) -> OpaquePointer? {
        decoder.flatMap { camgate_swr_open($0, Int32(clamping: sampleRate)) }
    }

    /// Decodes the next picture, or piece of sound, and lends it; nil at the end.
    ///
    /// - Parameter body: gets the picture, and its time from an arbitrary beginning if it has one.
    mutating func next<Result>(
        _ body: (UnsafeMutablePointer<AVFrame>, Duration?) throws(DeviceFault) -> Result
    ) throws(DeviceFault) -> Result? {
        guard let picture, let decoder else { return nil }
        while true {
            let status = avcodec_receive_frame(decoder, picture)
            if status == 0 {
                defer { av_frame_unref(picture) }
                return try body(picture, time(of: picture.pointee.best_effort_timestamp))
            }
            if status == camgate_averror_eof { return nil }
            guard status == camgate_averror_again else { throw LibAVInput.fault(address, status) }
            try feed(decoder)
        }
    }

    /// Goes back to the beginning; false if the clip cannot.
    mutating func rewind() -> Bool {
        guard let format, let decoder else { return false }
        let begin = format.pointee.streams[Int(stream)]?.pointee.start_time ?? 0
        let target = begin == camgate_av_nopts ? 0 : begin
        guard av_seek_frame(format, stream, target, AVSEEK_FLAG_BACKWARD) >= 0 else { return false }
        avcodec_flush_buffers(decoder)
        isDraining = false
        return true
    }

    private static let sides = 16...8192

    private mutating func feed(_ decoder: UnsafeMutablePointer<AVCodecContext>) throws(DeviceFault) {
        guard let packet, !isDraining else { return }
        watchdog.sign()
        let status = av_read_frame(format, packet)
        defer { av_packet_unref(packet) }
        if status == camgate_averror_eof {
            isDraining = true
            avcodec_send_packet(decoder, nil)
            return
        }
        guard status >= 0 else { throw LibAVInput.fault(address, status) }
        // A damaged packet costs its picture, not the stream.
        if packet.pointee.stream_index == stream { avcodec_send_packet(decoder, packet) }
    }

    private func time(of stamp: Int64) -> Duration? {
        guard stamp != camgate_av_nopts, let base = format?.pointee.streams[Int(stream)]?.pointee.time_base, base.den > 0 else {
            return nil
        }
        let nanoseconds = Int128(stamp) * Int128(base.num) * 1_000_000_000 / Int128(base.den)
        return .nanoseconds(Int64(clamping: nanoseconds))
    }

    private static func fault(_ address: ClipAddress, _ status: Int32) -> DeviceFault {
        let reason = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 128) { text in
            text.initialize(repeating: 0)
            av_strerror(status, text.baseAddress, text.count)
            return text.baseAddress.map { String(cString: $0) } ?? ""
        }
        let message = "clip \(address.withoutSecrets): \(reason)"
        return switch -status {
        case ENOENT: DeviceFault(.missing, message, remedy: "check the path in the board file")
        case EACCES, EPERM: DeviceFault(.forbidden, message)
        default: DeviceFault(.failed, message)
        }
    }
}

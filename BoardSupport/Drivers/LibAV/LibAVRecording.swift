import BoardDevices
import CLibAV
import MediaCore

/// The sound track of a clip in a file, decoded to one channel at a rate.
struct LibAVRecording: Sendable {
    /// Twenty minutes; a longer clip is silent after that.
    private static let limit = 20 * 60

    /// The samples.
    let samples: [Int16]
    /// When the first of them sounds, on the clip's own clock.
    let beginning: Duration

    /// Decodes the sound track; a clip without one gives no samples.
    init(_ address: ClipAddress, sampleRate: Int) throws(DeviceFault) {
        var input = try LibAVInput(address, watchdog: Watchdog(), media: AVMEDIA_TYPE_AUDIO)
        guard var converter = input.soundConverter(to: sampleRate) else {
            throw DeviceFault(.unsupported, "clip \(address.withoutSecrets): its sound cannot be converted")
        }
        defer { LibAVRecording.free(&converter) }
        var found: [Int16] = []
        var begun: Duration?
        var room = [Int16](repeating: 0, count: 2 * sampleRate)
        let append = { (frame: UnsafePointer<AVFrame>?) in
            let size = Int32(clamping: room.count)
            let count = room.withUnsafeMutableBufferPointer { camgate_swr_convert(converter, frame, $0.baseAddress, size) }
            found += room.prefix(max(0, Int(count)))
        }
        while found.count < LibAVRecording.limit * sampleRate {
            let isThere = try input.next { (frame, time) throws(DeviceFault) in
                begun = begun ?? time
                append(frame)
                return true
            }
            guard isThere != nil else { break }
        }
        append(nil)
        samples = found
        beginning = begun ?? .zero
    }

    private static func free(_ converter: inout OpaquePointer) {
        var pointer: OpaquePointer? = converter
        swr_free(&pointer)
    }
}

import BoardDevices
import GatewayCore
import MediaCore
import Synchronization

/// Video of a camera that a test works by hand: synthetic units of any size, key frames when they are asked for or never.
final class FakeFeeds: VideoFeeds {
    /// The parameter sets of a size: real enough to be announced.
    static let sequenceSet: [UInt8] = [0x67, 0x42, 0xC0, 0x1E, 0xAA, 0xBB]
    static let pictureSet: [UInt8] = [0x68, 0xCE, 0x3C, 0x80]
    /// The same of H.265: video, sequence and picture parameter set; Main profile, level 3, with a byte that keeps a start code
    /// away.
    static let h265Sets: [[UInt8]] = [
        [0x40, 0x01, 0x0C, 0x01],
        [
            0x42, 0x01, 0x01, 0x01, 0x60, 0x00, 0x00, 0x03, 0x00, 0x90, 0x00, 0x00, 0x03, 0x00, 0x00, 0x03, 0x00, 0x5A, 0xA0,
        ],
        [0x44, 0x01, 0xC1],
    ]
    // Its length has no divisor in common with any packet's, so that mixed up fragments show.
    private static let pattern = (0..<251).map { UInt8($0) }

    private struct State {
        var settings: [VideoStream: EncoderSettings] = [:]
        var codec = VideoCodec.h264
        var answersKeyRequests = true
        var keyRequests = 0
        var captured = MonotonicInstant(nanoseconds: 5_000_000_000)
        var keySize = 3_000
    }

    private let state = Mutex(State())
    private let feeds: [VideoStream: Feed<Packet>]
    /// Numbers of readers of the main stream, in order.
    let readers: AsyncStream<Int>

    init(streams: [VideoStream] = VideoStream.allCases) {
        let (readers, continuation) = AsyncStream<Int>.makeStream()
        self.readers = readers
        var feeds: [VideoStream: Feed<Packet>] = [:]
        for stream in streams {
            feeds[stream] = Feed { count in
                if stream == .main { continuation.yield(count) }
            }
        }
        self.feeds = feeds
        state.withLock { state in
            for stream in streams {
                state.settings[stream] = EncoderSettings(
                    size: PictureSize(width: 640, height: 480), framerate: 25, govLength: 50, bitrate: 1_024, control: .cbr)
            }
        }
    }

    func packets(of stream: VideoStream) -> Feed<Packet>? { feeds[stream] }

    func settings(of stream: VideoStream) -> (codec: VideoCodec, settings: EncoderSettings)? {
        state.withLock { state in state.settings[stream].map { (state.codec, $0) } }
    }

    func requestKeyFrame(of stream: VideoStream) {
        let answers = state.withLock { state in
            state.keyRequests += 1
            return state.answersKeyRequests
        }
        if answers { publishKey(stream) }
    }

    var keyRequests: Int { state.withLock { $0.keyRequests } }
    var readerCount: Int { feeds[.main]?.readerCount ?? 0 }

    /// Whether a wish for a key frame is fulfilled at once.
    func answerKeyRequests(_ answers: Bool) { state.withLock { $0.answersKeyRequests = answers } }

    func set(_ size: PictureSize, of stream: VideoStream = .main) {
        state.withLock { $0.settings[stream]?.size = size }
    }

    /// Changes the codec of all streams.
    func set(_ codec: VideoCodec) {
        state.withLock { $0.codec = codec }
    }

    /// Publishes a key frame and returns its units.
    @discardableResult
    func publishKey(_ stream: VideoStream = .main, size: Int = 3_000, sequenceSet: [UInt8] = sequenceSet) -> [[UInt8]] {
        let units =
            state.withLock { $0.codec } == .h264
            ? [sequenceSet, FakeFeeds.pictureSet, unit([0x65], size)] : FakeFeeds.h265Sets + [unit([0x26, 0x01], size)]
        return publish(units, isKey: true, stream)
    }

    /// Publishes a picture that depends on earlier ones and returns its units.
    @discardableResult
    func publishDelta(_ stream: VideoStream = .main, size: Int = 500, sooner: Duration = .zero) -> [[UInt8]] {
        let header: [UInt8] = state.withLock { $0.codec } == .h264 ? [0x41] : [0x02, 0x01]
        return publish([unit(header, size)], isKey: false, stream, sooner: sooner)
    }

    /// Publishes units as one picture, 40 ms after the one before, or `sooner`.
    ///
    /// - Parameter codec: what the picture is in, where that is not what the stream is set to.
    @discardableResult
    func publish(
        _ units: [[UInt8]], isKey: Bool, _ stream: VideoStream = .main, sooner: Duration = .zero, codec: VideoCodec? = nil
    ) -> [[UInt8]] {
        let (current, captured, size) = state.withLock { state in
            state.captured = state.captured + .milliseconds(40)
            return (
                state.codec, MonotonicInstant(nanoseconds: state.captured.nanoseconds - sooner.wholeNanoseconds),
                state.settings[stream]?.size ?? PictureSize(width: 0, height: 0)
            )
        }
        var bytes: [UInt8] = []
        let ranges = units.map { unit in
            bytes += unit
            return (bytes.count - unit.count)..<bytes.count
        }
        feeds[stream]?.publish(
            Packet(codec: codec ?? current, captured: captured, isKey: isKey, size: size, bytes: bytes, units: ranges))
        return units
    }

    private func unit(_ header: [UInt8], _ size: Int) -> [UInt8] {
        var unit = header
        while unit.count < size { unit += FakeFeeds.pattern }
        return Array(unit.prefix(max(header.count, size)))
    }
}

import MediaCore

/// The first line of a YUV4MPEG2 stream: `YUV4MPEG2 W640 H480 F25:1 Ip A1:1 C420jpeg`.
struct Y4MHeader: Equatable {
    /// What a header does that this player cannot follow.
    enum Problem: Error, Equatable, CustomStringConvertible {
        case notYUV4MPEG2
        case size
        case rate
        case colourSpace(String)
        case interlaced

        var description: String {
            switch self {
            case .notYUV4MPEG2: "is no YUV4MPEG2 stream"
            case .size: "has no usable size; expected even sides from 16 to 8192"
            case .rate: "has no usable frame rate; expected F with a fraction such as F30000:1001"
            case .colourSpace(let name): "has the colour space C\(name); expected 4:2:0 with 8 bits"
            case .interlaced: "is interlaced; expected whole pictures"
            }
        }
    }

    /// Bytes that a header may take.
    static let limit = 1024

    /// Pixels across and down.
    let size: PictureSize
    /// Frames a second; nil where the stream does not know (`F0:0`).
    let rate: FrameRate?

    /// Reads the line, given without its end.
    init(_ line: [UInt8]) throws(Problem) {
        let words = line.split(separator: UInt8(ascii: " "))
        guard let first = words.first, first.elementsEqual("YUV4MPEG2".utf8) else { throw .notYUV4MPEG2 }
        var width = 0
        var height = 0
        var rate: FrameRate?
        for word in words.dropFirst() {
            let value = String(decoding: word.dropFirst(), as: UTF8.self)
            switch word.first {
            case UInt8(ascii: "W"): width = Int(value) ?? 0
            case UInt8(ascii: "H"): height = Int(value) ?? 0
            case UInt8(ascii: "F"): rate = try Y4MHeader.rate(value)
            case UInt8(ascii: "I"): if value != "p" && value != "?" { throw .interlaced }
            case UInt8(ascii: "C"):
                guard ["420", "420jpeg", "420mpeg2", "420paldv"].contains(value) else {
                    throw .colourSpace(String(value.prefix(32)))
                }
            default: break
            }
        }
        let sides = 16...8192
        guard sides.contains(width), sides.contains(height), width % 2 == 0, height % 2 == 0 else { throw .size }
        size = PictureSize(width: width, height: height)
        self.rate = rate
    }

    private static func rate(_ text: String) throws(Problem) -> FrameRate? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let frames = parts[0], let seconds = parts[1] else { throw .rate }
        if frames == 0 && seconds == 0 { return nil }
        let sane = 1...1_000_000_000
        guard sane.contains(frames), sane.contains(seconds), frames / seconds <= 1000, seconds / frames <= 3600 else {
            throw .rate
        }
        return FrameRate(frames, seconds)
    }
}

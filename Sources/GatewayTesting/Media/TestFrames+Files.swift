public import MediaCore

extension TestFrames {
    /// All samples of an I420 picture, plane after plane without gaps.
    public static func samples(_ frame: Frame) -> [UInt8] {
        frame.withPlanes { planes in
            planes.flatMap { plane in (0..<plane.height).flatMap { Array(plane.row($0)) } }
        }
    }

    /// A YUV4MPEG2 file of I420 pictures.
    ///
    /// - Parameters:
    ///   - header: what follows the size in the first line, such as `F25:1 C420jpeg`.
    ///   - frameLine: what stands before each picture.
    public static func y4m(_ frames: [Frame], header: String = "F25:1 Ip A1:1 C420jpeg", frameLine: String = "FRAME") -> [UInt8]
    {
        guard let size = frames.first?.size else { return [] }
        let first = Array("YUV4MPEG2 W\(size.width) H\(size.height) \(header)\n".utf8)
        return frames.reduce(first) { $0 + Array("\(frameLine)\n".utf8) + samples($1) }
    }

    /// The pictures in raw I420 samples, as `ffmpeg -f rawvideo` writes them.
    public static func pictures(ofRaw bytes: [UInt8], size: PictureSize) -> [Frame] {
        let length = size.area + 2 * ((size.width + 1) / 2) * ((size.height + 1) / 2)
        return (0..<bytes.count / length).map { index in
            let buffer = FrameBuffer(size: size)
            buffer.block?.copyBytes(from: bytes[index * length..<(index + 1) * length])
            return Frame(buffer, captured: MonotonicInstant(nanoseconds: 0), number: UInt64(index))
        }
    }

    /// The units of packets with start codes between them, as a file for players.
    public static func annexB(_ packets: [Packet]) -> [UInt8] {
        packets.reduce(into: []) { file, packet in
            for unit in packet.units { file += [0, 0, 0, 1] + packet.bytes[unit] }
        }
    }
}

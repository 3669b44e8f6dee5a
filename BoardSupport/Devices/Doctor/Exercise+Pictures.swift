import MediaCore

extension Exercise {
    /// Halves a grey picture.
    static let scaler = Exercise(.scaler) { (scaler: any Scaler, examination) throws(DeviceFault) in
        let large = PictureSize(width: 640, height: 480)
        let small = PictureSize(width: 320, height: 240)
        let scaled = try scaler.scale(greyPicture(large), to: small, from: FramePool())
        guard scaled.size == small else {
            throw DeviceFault(.failed, "made \(scaled.size) of \(large) where \(small) was asked")
        }
        let luma = scaled.withPlanes { Int($0[0].row(small.height / 2)[small.width / 2]) }
        guard abs(luma - Int(grey)) <= 2 else {
            throw DeviceFault(.failed, "a grey picture came back with luma \(luma) instead of \(grey)")
        }
        examination.note("\(large) made \(small)")
    }

    /// Compresses a grey picture.
    static let stillEncoder = Exercise(.stillEncoder) { (encoder: any StillEncoder, examination) throws(DeviceFault) in
        let size = PictureSize(width: 640, height: 480)
        let file = try encoder.encode(greyPicture(size), quality: 75)
        guard file.starts(with: [0xFF, 0xD8]), file.suffix(2).elementsEqual([0xFF, 0xD9]) else {
            throw DeviceFault(.failed, "what was made of a grey picture is no JPEG file")
        }
        examination.note("\(size) as \(file.count) bytes of JPEG")
    }

    /// Draws a short line.
    static let textRenderer = Exercise(.textRenderer) { (renderer: any TextRenderer, examination) throws(DeviceFault) in
        let height = 32
        let image = try renderer.draw("camgate 0123456789", height: height)
        guard image.size.width > height, image.size.height >= height / 2, image.coverage.contains(where: { $0 > 200 }) else {
            throw DeviceFault(.failed, "drew a line of 18 letters as \(image.size) without ink")
        }
        examination.note("a line of 18 letters as \(image.size)")
    }

    /// Encodes grey pictures of the largest size of each stream until a packet comes, and asks for a key frame among the next.
    static let videoEncoder = Exercise(.videoEncoder) { (source: any VideoEncoderSource, examination) throws(DeviceFault) in
        guard source.limits.values.contains(where: { !$0.isEmpty }) else {
            throw DeviceFault(
                .unsupported, "has no resolution for any stream", remedy: "add some under streams in the board file")
        }
        for stream in VideoStream.allCases {
            guard let limit = (source.limits[stream] ?? []).max(by: { $0.size.area < $1.size.area }) else { continue }
            let (encoder, packet) = try firstPacket(of: source, limit)
            guard packet.isKey, packet.codec == source.codec, packet.size == limit.size, !packet.units.isEmpty else {
                throw DeviceFault(
                    .failed, "\(stream.rawValue): the first packet is no key frame of \(limit.size) in \(source.codec.rawValue)"
                )
            }
            try demandKey(of: encoder, limit, stream)
            examination.note(
                "\(stream.rawValue) up to \(limit.size) at \(limit.framerate.upperBound)/s, grey is \(packet.bytes.count) bytes of \(source.codec.rawValue)"
            )
        }
    }

    private static func firstPacket(
        of source: any VideoEncoderSource, _ limit: EncodingLimit
    ) throws(DeviceFault) -> (encoder: any VideoEncoder, packet: Packet) {
        let rate = limit.framerate.upperBound
        let encoder = try source.makeEncoder(
            EncoderSettings(
                size: limit.size, framerate: rate, govLength: max(1, rate), bitrate: limit.bitrate.upperBound, control: .vbr))
        // Longer than any encoder looks ahead.
        for number in 0..<60 {
            let captured = MonotonicInstant.now + FrameRate(rate).time(ofFrame: Int64(number))
            let frame = greyPicture(limit.size, captured: captured, number: UInt64(number))
            if let packet = try encoder.encode(frame, key: number == 0).first { return (encoder, packet) }
        }
        throw DeviceFault(.failed, "no packet of \(limit.size) after 60 pictures")
    }

    private static func demandKey(
        of encoder: any VideoEncoder, _ limit: EncodingLimit, _ stream: VideoStream
    ) throws(DeviceFault) {
        let wish = 5
        var demanded: MonotonicInstant?
        for number in 0..<60 {
            let captured = MonotonicInstant.now + FrameRate(limit.framerate.upperBound).time(ofFrame: Int64(60 + number))
            if number == wish { demanded = captured }
            let frame = greyPicture(limit.size, captured: captured, number: UInt64(60 + number))
            for packet in try encoder.encode(frame, key: number == wish) where packet.captured == demanded {
                guard packet.isKey else {
                    throw DeviceFault(.failed, "\(stream.rawValue): gives no key frame when it is asked for one")
                }
                return
            }
        }
        throw DeviceFault(.failed, "\(stream.rawValue): loses the picture that was to be a key frame")
    }

    private static let grey: UInt8 = 126

    private static func greyPicture(_ size: PictureSize, captured: MonotonicInstant = .now, number: UInt64 = 0) -> Frame {
        let buffer = FrameBuffer(size: size)
        let canvas = Canvas(buffer.planes)
        canvas.fill(x: 0, y: 0, width: size.width, height: size.height, Ink(luma: grey, blue: 128, red: 128))
        return Frame(buffer, captured: captured, number: number)
    }
}

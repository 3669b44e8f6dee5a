public import BoardDevices
public import MediaCore

/// What every video encoder must keep; throws ``ConformanceFailure`` with the first broken promise.
public enum VideoEncoderConformance {
    /// Runs the whole suite at a size that the encoder can do.
    public static func check(_ source: any VideoEncoderSource, size: PictureSize) throws {
        try checkGroups(source, size)
        try checkForcedKey(source, size)
        try checkShortGroups(source, size)
        try checkSettings(source, size)
        try checkRefusals(source, size)
        try checkAdoption(source, size)
    }

    /// Encodes the moving scene and returns what came out.
    public static func packets(
        _ encoder: any VideoEncoder, size: PictureSize, frames: Range<Int>, rate: Int = 25, keys: Set<Int> = []
    ) throws -> [Packet] {
        try frames.flatMap { index in
            try encoder.encode(TestFrames.moving(size, index: index, rate: rate), key: keys.contains(index))
        }
    }

    private static func checkGroups(_ source: any VideoEncoderSource, _ size: PictureSize) throws {
        for control in BitrateControl.allCases {
            let settings = EncoderSettings(size: size, framerate: 25, govLength: 10, bitrate: 1000, control: control)
            let packets = try packets(source.makeEncoder(settings), size: size, frames: 0..<45)
            try promise(!packets.isEmpty, "\(control): nothing came out")
            for packet in packets { try checkUnits(packet, source.codec, size) }
            for (earlier, later) in zip(packets, packets.dropFirst()) {
                try promise(earlier.captured < later.captured, "\(control): packets must leave in the order of capture")
            }
            let keys = packets.indices.filter { packets[$0].isKey }
            let wanted = packets.indices.filter { $0 % 10 == 0 }
            try promise(keys == wanted, "\(control): key frames at \(keys) instead of \(wanted)")
            try promise(
                packets[0].captured == TestFrames.moving(size, index: 0).captured, "\(control): capture times must stay")
        }
    }

    private static func checkForcedKey(_ source: any VideoEncoderSource, _ size: PictureSize) throws {
        let settings = EncoderSettings(size: size, framerate: 25, govLength: 20, bitrate: 1000, control: .cbr)
        let encoder = try source.makeEncoder(settings)
        let packets = try packets(encoder, size: size, frames: 0..<40, keys: [7])
        let times = packets.filter(\.isKey).map(\.captured)
        let wanted = [0, 7, 27].map { TestFrames.moving(size, index: $0).captured }
        try promise(times == wanted, "a wish for a key frame must give one at once and begin a group")
    }

    private static func checkShortGroups(_ source: any VideoEncoderSource, _ size: PictureSize) throws {
        let settings = EncoderSettings(size: size, framerate: 25, govLength: 1, bitrate: 1000, control: .cbr)
        let packets = try packets(source.makeEncoder(settings), size: size, frames: 0..<6, keys: [3])
        try promise(packets.allSatisfy(\.isKey), "with groups of one, every picture must be a key frame")
        for packet in packets { try checkUnits(packet, source.codec, size) }
    }

    /// Checks that both layouts give the same stream, of an encoder that gives the same each time: several threads may not.
    public static func checkLayouts(_ source: any VideoEncoderSource, size: PictureSize) throws {
        let settings = EncoderSettings(size: size, framerate: 25, govLength: 20, bitrate: 1000, control: .cbr)
        let (planar, paired) = (try source.makeEncoder(settings), try source.makeEncoder(settings))
        for index in 0..<10 {
            let left = try planar.encode(TestFrames.moving(size, index: index), key: false)
            let right = try paired.encode(TestFrames.moving(size, index: index, layout: .nv12), key: false)
            try promise(left.map(\.bytes) == right.map(\.bytes), "NV12 must give what I420 gives")
        }
    }

    private static func checkSettings(_ source: any VideoEncoderSource, _ size: PictureSize) throws {
        let settings = EncoderSettings(size: size, framerate: 25, govLength: 20, bitrate: 1000, control: .cbr)
        let encoder = try source.makeEncoder(settings)
        let wrong = PictureSize(width: size.width + 16, height: size.height)
        do {
            _ = try encoder.encode(TestFrames.flat(wrong, luma: 80), key: false)
            throw ConformanceFailure("a picture of another size must be refused")
        } catch is DeviceFault {}
        try promise(encoder.adopt(settings), "the settings in force must be adoptable")
        var other = settings
        other.size = wrong
        try promise(!encoder.adopt(other), "another size needs another encoder")
        let packets = try packets(encoder, size: size, frames: 0..<5)
        try promise(packets.first?.isKey == true, "a refused picture must leave the encoder as it was")
    }

    private static func checkRefusals(_ source: any VideoEncoderSource, _ size: PictureSize) throws {
        let good = EncoderSettings(size: size, framerate: 25, govLength: 20, bitrate: 1000, control: .cbr)
        let sizes = [(0, 0), (-16, 1 << 40), (size.width + 1, size.height), (size.width, size.height - 1), (.max, .max)]
        var senseless = sizes.map { width, height in
            var settings = good
            settings.size = PictureSize(width: width, height: height)
            return settings
        }
        for value in [Int.min, -1, 0, .max] {
            for path in [\EncoderSettings.framerate, \.govLength, \.bitrate] {
                var settings = good
                settings[keyPath: path] = value
                senseless.append(settings)
            }
        }
        for settings in senseless {
            do {
                _ = try source.makeEncoder(settings)
                throw ConformanceFailure("an encoder for \(settings) must be refused")
            } catch is DeviceFault {}
        }
    }

    private static func checkAdoption(_ source: any VideoEncoderSource, _ size: PictureSize) throws {
        let settings = EncoderSettings(size: size, framerate: 25, govLength: 400, bitrate: 1000, control: .cbr)
        let encoder = try source.makeEncoder(settings)
        _ = try packets(encoder, size: size, frames: 0..<5)
        for path in [\EncoderSettings.framerate, \.govLength] {
            var other = settings
            other[keyPath: path] += 1
            try promise(!encoder.adopt(other), "\(other) in place of \(settings) needs another encoder")
        }
        var other = settings
        other.control = .vbr
        try promise(!encoder.adopt(other), "another control needs another encoder")
        for bitrate in [Int.min, 0, .max] {
            other = settings
            other.bitrate = bitrate
            try promise(!encoder.adopt(other), "\(bitrate) kbit/s must not be adopted")
        }
        other.bitrate = 400
        if encoder.adopt(other) {
            let packets = try packets(encoder, size: size, frames: 5..<10)
            try promise(packets.allSatisfy { !$0.isKey }, "an adopted bit rate must not begin a group")
        }
    }

    private static func checkUnits(_ packet: Packet, _ codec: VideoCodec, _ size: PictureSize) throws(ConformanceFailure) {
        try promise(packet.codec == codec && packet.size == size, "a packet must say what it holds")
        try promise(!packet.units.isEmpty, "a packet must have units")
        var end = 0
        for unit in packet.units {
            try promise(unit.lowerBound == end && !unit.isEmpty, "units must lie one after the other")
            try promise(unit.upperBound <= packet.bytes.count, "units must lie inside the packet")
            let hasStartCode = packet.bytes[unit].starts(with: [0, 0, 1]) || packet.bytes[unit].starts(with: [0, 0, 0, 1])
            try promise(!hasStartCode, "units must have no start code")
            end = unit.upperBound
        }
        try promise(end == packet.bytes.count, "nothing but units may lie in a packet")
        let types = packet.units.map { unit in
            codec == .h264 ? packet.bytes[unit.lowerBound] & 0x1f : packet.bytes[unit.lowerBound] >> 1 & 0x3f
        }
        guard packet.isKey else { return }
        let parameterSets: [UInt8] = codec == .h264 ? [7, 8] : [32, 33, 34]
        try promise(types.starts(with: parameterSets), "a key frame must begin with its parameter sets, not \(types)")
        let keySlices: Set<UInt8> = codec == .h264 ? [5] : [19, 20]
        let isKey = types.contains { keySlices.contains($0) }
        try promise(isKey, "decoding must be able to begin at a key frame: \(types)")
    }
}

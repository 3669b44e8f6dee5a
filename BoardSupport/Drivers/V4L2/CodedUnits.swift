import MediaCore

/// Makes packets of what an encoder node gives out: cuts it into units, and puts parameter sets before every key frame, where some
/// nodes give them only once.
struct CodedUnits {
    private let format: CodedFormat
    private var parameterSets: [[UInt8]] = []

    /// For a node that has given nothing yet.
    init(_ format: CodedFormat) {
        self.format = format
    }

    /// The packet in a buffer of the node; nil where there is no picture in it.
    ///
    /// Whether it is a key frame is read from the units themselves: not every node marks its buffers.
    mutating func packet(
        _ bytes: UnsafeBufferPointer<UInt8>, captured: MonotonicInstant, size: PictureSize
    ) -> Packet? {
        guard format != .fwht else {
            // The flags are the sixth word of its header, in network order; bit 10 says that nothing else is needed to decode.
            guard bytes.count >= 24 else { return nil }
            return Packet(
                codec: .fwht, captured: captured, isKey: bytes[22] & 0x04 != 0, size: size, bytes: Array(bytes),
                units: [0..<bytes.count])
        }
        let units = CodedUnits.units(in: bytes)
        let sets = units.filter { kind(of: $0) == .parameterSet }
        if !sets.isEmpty { parameterSets = sets.map { Array($0) } }
        let pictures = units.filter { [.slice, .keySlice].contains(kind(of: $0)) }
        guard !pictures.isEmpty else { return nil }
        let isKey = pictures.contains { kind(of: $0) == .keySlice }
        var packed: [UInt8] = []
        var ranges: [Range<Int>] = []
        for unit in (isKey ? parameterSets : []) + pictures.map({ Array($0) }) {
            ranges.append(packed.count..<packed.count + unit.count)
            packed += unit
        }
        return Packet(codec: format.codec, captured: captured, isKey: isKey, size: size, bytes: packed, units: ranges)
    }

    /// The units between start codes (ITU-T H.264 and H.265, annex B), without the zeros that may follow them.
    static func units(in bytes: UnsafeBufferPointer<UInt8>) -> [UnsafeBufferPointer<UInt8>.SubSequence] {
        var starts: [(code: Int, unit: Int)] = []
        var place = 0
        while place + 2 < bytes.count {
            if bytes[place + 2] > 1 {
                place += 3
            } else if bytes[place] == 0, bytes[place + 1] == 0, bytes[place + 2] == 1 {
                starts.append((place, place + 3))
                place += 3
            } else {
                place += 1
            }
        }
        return starts.indices.compactMap { index in
            var end = index + 1 < starts.count ? starts[index + 1].code : bytes.count
            while end > starts[index].unit, bytes[end - 1] == 0 { end -= 1 }
            return end > starts[index].unit ? bytes[starts[index].unit..<end] : nil
        }
    }

    private enum Kind {
        case parameterSet, slice, keySlice, other
    }

    private func kind(of unit: UnsafeBufferPointer<UInt8>.SubSequence) -> Kind {
        guard let first = unit.first else { return .other }
        switch (format, format == .h264 ? first & 0x1F : first >> 1 & 0x3F) {
        case (.h264, 7...8), (.h265, 32...34): return .parameterSet
        case (.h264, 5), (.h265, 19...20): return .keySlice
        case (.h264, 1...4), (.h265, 0...18), (.h265, 21...31): return .slice
        default: return .other
        }
    }
}

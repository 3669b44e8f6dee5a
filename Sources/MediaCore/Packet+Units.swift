extension Packet {
    /// A compressed picture made of units that lie anywhere in memory; each is copied once.
    ///
    /// - Parameter units: network abstraction layer units in decoding order, with or without a start code before each (ITU-T H.264
    ///   and H.265, annex B); those without content are left out.
    public init(
        codec: VideoCodec, captured: MonotonicInstant, isKey: Bool, size: PictureSize,
        copying units: [UnsafeBufferPointer<UInt8>]
    ) {
        let payloads = units.map { $0.dropFirst(Packet.startCodeSize($0)) }.filter { !$0.isEmpty }
        var ranges: [Range<Int>] = []
        ranges.reserveCapacity(payloads.count)
        let total = payloads.reduce(0) { $0 + $1.count }
        let bytes = [UInt8](unsafeUninitializedCapacity: total) { buffer, count in
            for payload in payloads {
                let place = UnsafeMutableBufferPointer(rebasing: buffer[count..<count + payload.count])
                _ = place.initialize(fromContentsOf: payload)
                ranges.append(count..<count + payload.count)
                count += payload.count
            }
        }
        self.init(codec: codec, captured: captured, isKey: isKey, size: size, bytes: bytes, units: ranges)
    }

    private static func startCodeSize(_ unit: UnsafeBufferPointer<UInt8>) -> Int {
        if unit.starts(with: [0, 0, 1]) { return 3 }
        return unit.starts(with: [0, 0, 0, 1]) ? 4 : 0
    }
}

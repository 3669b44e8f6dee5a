/// ITU-T G.711: speech in 8 bits a sample, by table. Recommendation G.711 (11/88), tables 1a to 2b.
public enum G711 {
    /// The rate of the recommendation in Hz.
    public static let sampleRate = 8_000

    /// The bytes of samples.
    ///
    /// - Parameter law: ``AudioCodec/mulaw`` or ``AudioCodec/alaw``.
    public static func encode(_ samples: some Collection<Int16>, law: AudioCodec) -> [UInt8] {
        // The lowest bits are below what 8 bits tell apart: 14 of 16 count for mu-law, 13 for A-law.
        law == .alaw
            ? samples.map { alawBytes[Int(UInt16(bitPattern: $0) >> 3)] }
            : samples.map { mulawBytes[Int(UInt16(bitPattern: $0) >> 2)] }
    }

    /// The samples of bytes.
    ///
    /// - Parameter law: ``AudioCodec/mulaw`` or ``AudioCodec/alaw``.
    public static func decode(_ bytes: some Collection<UInt8>, law: AudioCodec) -> [Int16] {
        let table = law == .alaw ? alawSamples : mulawSamples
        return bytes.map { table[Int($0)] }
    }

    private static let mulawSamples = (0..<256).map { mulawSample(UInt8($0)) }
    private static let alawSamples = (0..<256).map { alawSample(UInt8($0)) }
    private static let mulawBytes = (0..<16_384).map { mulawByte(Int(Int16(bitPattern: UInt16($0) << 2))) }
    private static let alawBytes = (0..<8_192).map { alawByte(Int(Int16(bitPattern: UInt16($0) << 3))) }

    // Sign, three bits of segment, four of step; all inverted. The bias of 33 makes segments powers of two.
    private static func mulawByte(_ sample: Int) -> UInt8 {
        let sign: UInt8 = sample < 0 ? 0x80 : 0
        // Negative values are one's complements (table 2b mirrors 2a).
        let magnitude = min((sample < 0 ? -(sample + 1) : sample) >> 2, 8_158) + 33
        let segment = Int.bitWidth - 1 - magnitude.leadingZeroBitCount - 5
        return ~(sign | UInt8(segment << 4) | UInt8((magnitude >> (segment + 1)) & 15))
    }

    private static func mulawSample(_ byte: UInt8) -> Int16 {
        let code = ~byte
        let segment = Int(code >> 4 & 7)
        let magnitude = ((Int(code & 15) * 2 + 33) << segment - 33) << 2
        return Int16(clamping: code & 0x80 == 0 ? magnitude : -magnitude)
    }

    // Sign, segment, step; every second bit inverted.
    private static func alawByte(_ sample: Int) -> UInt8 {
        let sign: UInt8 = sample < 0 ? 0 : 0x80
        let magnitude = (sample < 0 ? -(sample + 1) : sample) >> 4
        let segment = magnitude < 32 ? (magnitude < 16 ? 0 : 1) : Int.bitWidth - 1 - magnitude.leadingZeroBitCount - 3
        let step = segment < 2 ? magnitude & 15 : (magnitude >> (segment - 1)) & 15
        return (sign | UInt8(segment << 4) | UInt8(step)) ^ 0x55
    }

    private static func alawSample(_ byte: UInt8) -> Int16 {
        let code = byte ^ 0x55
        let segment = Int(code >> 4 & 7)
        let step = Int(code & 15) * 2 + 1
        let magnitude = (segment == 0 ? step : (step + 32) << (segment - 1)) << 3
        return Int16(clamping: code & 0x80 == 0 ? -magnitude : magnitude)
    }
}

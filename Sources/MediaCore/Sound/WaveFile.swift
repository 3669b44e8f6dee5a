/// A recording out of a RIFF WAVE file, mixed to one channel. Everything in it comes from outside and is believed only as far
/// as it goes with the rest.
public struct WaveFile: Sendable, Hashable {
    /// Samples a second, in Hz.
    public let sampleRate: Int
    /// The samples.
    public let samples: [Int16]

    /// Rates that are taken, in Hz.
    public static let sampleRates = 4_000...192_000

    /// Why bytes are no recording that can be used.
    public struct Problem: Error, Sendable, Hashable, CustomStringConvertible {
        public let description: String
    }

    /// Reads a file: PCM of 8, 16, 24 or 32 bits, or G.711, of 1 to 8 channels.
    ///
    /// A file that ends early gives what is there.
    public init(_ bytes: [UInt8]) throws(Problem) {
        guard bytes.count >= 12, bytes.starts(with: "RIFF".utf8), bytes[8..<12].elementsEqual("WAVE".utf8) else {
            throw Problem(description: "no RIFF WAVE file")
        }
        var place = 12
        var format: Format?
        while place + 8 <= bytes.count {
            let size = Int(WaveFile.number(bytes, place + 4, 4))
            let body = place + 8
            let end = min(bytes.count, body + size)
            if bytes[place..<place + 4].elementsEqual("fmt ".utf8) {
                format = try Format(bytes[body..<end])
            } else if bytes[place..<place + 4].elementsEqual("data".utf8) {
                guard let format else { throw Problem(description: "its data come before their format") }
                sampleRate = format.sampleRate
                samples = format.samples(bytes[body..<end])
                return
            }
            // Chunks begin at even places.
            place = body + size + size % 2
        }
        throw Problem(description: format == nil ? "it has no format" : "it has no data")
    }

    fileprivate static func number(_ bytes: [UInt8], _ place: Int, _ count: Int) -> UInt32 {
        (0..<count).reduce(0) { sum, index in
            let byte = bytes.indices.contains(place + index) ? bytes[place + index] : 0
            return sum | UInt32(byte) << (8 * UInt32(index))
        }
    }
}

/// The chunk `fmt ` of a WAVE file.
private struct Format {
    private enum Coding {
        case pcm(bytes: Int)
        case g711(AudioCodec)
    }

    let sampleRate: Int
    private let channels: Int
    private let coding: Coding

    init(_ chunk: ArraySlice<UInt8>) throws(WaveFile.Problem) {
        let bytes = Array(chunk)
        guard bytes.count >= 16 else { throw WaveFile.Problem(description: "its format is cut off") }
        var tag = WaveFile.number(bytes, 0, 2)
        // The extensible form has the tag at the beginning of its identifier.
        if tag == 0xFFFE { tag = WaveFile.number(bytes, 24, 2) }
        let bits = WaveFile.number(bytes, 14, 2)
        channels = Int(WaveFile.number(bytes, 2, 2))
        sampleRate = Int(WaveFile.number(bytes, 4, 4))
        switch (tag, bits) {
        case (1, 8), (1, 16), (1, 24), (1, 32): coding = .pcm(bytes: Int(bits) / 8)
        case (6, 8): coding = .g711(.alaw)
        case (7, 8): coding = .g711(.mulaw)
        default: throw WaveFile.Problem(description: "its coding \(tag) with \(bits) bits is not known")
        }
        guard (1...8).contains(channels) else { throw WaveFile.Problem(description: "it has \(channels) channels") }
        guard WaveFile.sampleRates.contains(sampleRate) else {
            throw WaveFile.Problem(description: "it has \(sampleRate) samples a second")
        }
    }

    func samples(_ data: ArraySlice<UInt8>) -> [Int16] {
        let single = channel(data)
        guard channels > 1 else { return single }
        return stride(from: 0, to: single.count - channels + 1, by: channels).map { start in
            let sum = single[start..<start + channels].reduce(0) { $0 + Int($1) }
            return Int16(clamping: sum / channels)
        }
    }

    // All samples in the order of the file; of wide ones the upper 16 bits.
    private func channel(_ data: ArraySlice<UInt8>) -> [Int16] {
        switch coding {
        case .g711(let law): return G711.decode(data, law: law)
        case .pcm(bytes: 1): return data.map { Int16(bitPattern: UInt16($0 ^ 0x80) << 8) }
        case .pcm(let size):
            let count = data.count / size
            return (0..<count).map { index in
                let place = data.startIndex + index * size + size - 2
                return Int16(bitPattern: UInt16(data[place]) | UInt16(data[place + 1]) << 8)
            }
        }
    }
}

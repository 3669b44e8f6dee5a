/// A way to encode sound that the product and the board's microphone can do together (CGI section 3.11).
struct AudioFormat: Sendable, Hashable {
    /// The encoding, as the CGI names it.
    let encodeType: String
    /// Samples a second, in Hz.
    let sampleRate: Int
    /// Bits a second.
    let bitrate: Int

    /// Every format that this module encodes, in the order of the capabilities reply: mu-law and A-law (ITU-T G.711).
    static let all = [
        AudioFormat(encodeType: "G.711", sampleRate: 8_000, bitrate: 64_000),
        AudioFormat(encodeType: "G.711A", sampleRate: 8_000, bitrate: 64_000),
    ]

    /// The formats whose sample rate a microphone gives.
    static func possible(with sampleRates: [Int]) -> [AudioFormat] {
        all.filter { sampleRates.contains($0.sampleRate) }
    }
}

import BoardDevices
import MediaCore

/// A way to encode sound that the product's encoders and the board's microphone can do together (CGI section 3.11).
struct AudioFormat: Sendable, Hashable {
    /// The encoding, as the CGI names it.
    let encodeType: String
    /// Samples a second, in Hz.
    let sampleRate: Int
    /// Bits a second.
    let bitrate: Int

    /// The formats of the encoders at rates that a microphone gives, in the order of the capabilities reply.
    static func possible(_ encoders: [any AudioEncoderSource], sampleRates: [Int]) -> [AudioFormat] {
        encoders.flatMap { encoder in
            encoder.limits.filter { sampleRates.contains($0.sampleRate) }.flatMap { limit in
                limit.bitrates.map {
                    AudioFormat(encodeType: encoder.codec.rawValue, sampleRate: limit.sampleRate, bitrate: $0)
                }
            }
        }
    }
}

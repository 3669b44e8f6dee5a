import BoardDevices
import MediaCore

/// A piece of sound that waits to be played.
struct Utterance: Sendable {
    /// What it is made of.
    enum Content: Sendable {
        /// Samples.
        case samples([Int16])
        /// A frame that a decoder makes samples of; decoded by the loudspeaker's thread.
        case frame([UInt8], any AudioDecoder)
    }

    let content: Content
    /// Samples a second, in Hz.
    let sampleRate: Int
    /// How long it lasts, about.
    let duration: Duration

    /// The samples; none where they cannot be decoded.
    var samples: [Int16] {
        switch content {
        case .samples(let samples): samples
        case .frame(let bytes, let decoder): (try? decoder.decode(bytes)) ?? []
        }
    }
}

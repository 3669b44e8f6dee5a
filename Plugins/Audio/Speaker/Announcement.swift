import GatewayCore
import MediaCore

/// A recording that a client sends to be played.
struct Announcement: Sendable {
    /// The largest body that is taken, in bytes: 21 s of stereo at 48 kHz, or nine minutes of G.711.
    static let sizeLimit = 4 * 1024 * 1024
    static let unusable = Fault("audio error")

    /// Samples a second, in Hz.
    let sampleRate: Int
    /// The samples.
    let samples: [Int16]

    /// Reads a body.
    ///
    /// - Parameter codec: G.711 without a header, or nil for a WAVE file.
    init(_ bytes: [UInt8], codec: AudioCodec?) throws(Fault) {
        if let codec {
            sampleRate = G711.sampleRate
            samples = G711.decode(bytes, law: codec)
        } else {
            do throws(WaveFile.Problem) {
                let file = try WaveFile(bytes)
                sampleRate = file.sampleRate
                samples = file.samples
            } catch {
                throw Fault(Announcement.unusable.reason, cause: "\(error)")
            }
        }
        if samples.isEmpty { throw Announcement.unusable }
    }
}

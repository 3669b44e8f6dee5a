public import MediaCore

/// Compressed sound of the microphone. Offered by the audio module, used by streaming.
public protocol SoundFeed: Sendable {
    /// The packets; the microphone is open and its sound is encoded while somebody reads and sound is switched on.
    var packets: Feed<SoundPacket> { get }

    /// What the packets are now; nil while sound is switched off or the board has no microphone.
    var format: SoundFormat? { get }
}

/// What compressed sound is, as far as a player must know. One channel.
public struct SoundFormat: Sendable, Hashable {
    /// How it is compressed.
    public let codec: AudioCodec
    /// Samples a second, in Hz.
    public let sampleRate: Int
    /// Bits a second.
    public let bitrate: Int
    /// What a decoder must know beforehand (of AAC: the AudioSpecificConfig); empty where there is nothing to know.
    public let configuration: [UInt8]

    /// A format.
    public init(codec: AudioCodec, sampleRate: Int, bitrate: Int, configuration: [UInt8] = []) {
        self.codec = codec
        self.sampleRate = sampleRate
        self.bitrate = bitrate
        self.configuration = configuration
    }
}

/// The way of a client's voice to the loudspeaker. Offered by the audio module, used by streaming.
public protocol TalkBack: Sendable {
    /// What a talker may send, best known first; empty where the board has no loudspeaker.
    var formats: [SoundFormat] { get }

    /// Lets somebody talk.
    ///
    /// - Returns: nil while somebody else talks or something is played.
    func begin() -> (any Talk)?
}

/// Somebody who talks. Ends with ``end()``, and when it is gone.
public protocol Talk: Sendable {
    /// Says one frame, or the bytes of one packet of G.711. Never blocks: what comes too fast is lost, what cannot be decoded
    /// is not heard.
    func say(_ frame: [UInt8], in format: SoundFormat)

    /// Lets the next one talk, once what was said last has been heard.
    func end()
}

public import MediaCore

/// An audio encoder of a board, one codec. Played by the role `audio-encoder`; a board may have several. G.711 needs none.
public protocol AudioEncoderSource: Sendable {
    /// The codec that its packets are in.
    var codec: AudioCodec { get }
    /// What it may be set to (CGI section 3.11), lowest rate first.
    var limits: [AudioEncodingLimit] { get }

    /// An encoder with the given settings.
    func makeEncoder(_ settings: AudioEncoderSettings) throws(DeviceFault) -> any AudioEncoder
}

/// One running audio encoder. Used by one thread at a time.
public protocol AudioEncoder: AnyObject, Sendable {
    /// What a decoder must know beforehand (of AAC: the AudioSpecificConfig); empty where there is nothing to know.
    var configuration: [UInt8] { get }
    /// Samples in a frame: nothing is encoded before so many are there.
    var frameSize: Int { get }

    /// Takes a block of any length at the settings' rate.
    ///
    /// - Parameter deliver: called with each frame that it completed, before this returns.
    func encode(_ block: SoundBlock, deliver: (SoundPacket) -> Void) throws(DeviceFault)
}

extension AudioEncoder {
    /// The same, for those who want the frames together.
    public func encode(_ block: SoundBlock) throws(DeviceFault) -> [SoundPacket] {
        var packets: [SoundPacket] = []
        try encode(block) { packets.append($0) }
        return packets
    }
}

/// Bit rates that go with a sample rate.
public struct AudioEncodingLimit: Sendable, Hashable {
    /// Samples a second, in Hz.
    public let sampleRate: Int
    /// Bits a second, lowest first.
    public let bitrates: [Int]

    /// Bit rates at a sample rate.
    public init(sampleRate: Int, bitrates: [Int]) {
        self.sampleRate = sampleRate
        self.bitrates = bitrates
    }
}

/// What an audio encoder is to do.
public struct AudioEncoderSettings: Sendable, Hashable {
    /// Samples a second, in Hz.
    public let sampleRate: Int
    /// Bits a second.
    public let bitrate: Int

    /// Settings for an encoder.
    public init(sampleRate: Int, bitrate: Int) {
        self.sampleRate = sampleRate
        self.bitrate = bitrate
    }
}

/// An audio decoder of a board, one codec. Played by the role `audio-decoder`; a board may have several. G.711 needs none.
public protocol AudioDecoderSource: Sendable {
    /// The codec that it decodes.
    var codec: AudioCodec { get }
    /// The sample rates that it takes, in Hz, lowest first.
    var sampleRates: [Int] { get }

    /// A decoder of one channel at a rate.
    func makeDecoder(sampleRate: Int) throws(DeviceFault) -> any AudioDecoder
}

/// One running audio decoder. Used by one thread at a time.
public protocol AudioDecoder: AnyObject, Sendable {
    /// The samples of one frame, which may be anything: it comes from outside.
    ///
    /// - Throws: `failed` where it is no frame; the next one may be decoded again.
    func decode(_ frame: [UInt8]) throws(DeviceFault) -> [Int16]
}

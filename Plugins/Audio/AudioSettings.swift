import GatewayCore

/// What `/cgi-bin/audioencoder` sets (CGI section 3.12); the factory defaults are the document's sample.
struct AudioSettings: Sendable, Equatable {
    /// Whether there is sound in the streams.
    var enable = true
    /// The encoding, as the CGI names it.
    var encodeType = "G.711"
    /// Samples a second, in Hz.
    var samplerate = 8_000
    /// Bits a second.
    var bitrate = 64_000
    /// Percent.
    var inputVolume = 60
    /// Percent.
    var outputVolume = 80
    /// Whether the amplifier is on while something is played.
    var amplify = true

    /// The encoding with its rates.
    var format: AudioFormat {
        get { AudioFormat(encodeType: encodeType, sampleRate: samplerate, bitrate: bitrate) }
        set { (encodeType, samplerate, bitrate) = (newValue.encodeType, newValue.sampleRate, newValue.bitrate) }
    }

    /// The fields in the order of the document; each of the format's three goes with those before it.
    static func fields(_ formats: [AudioFormat]) -> [Field<AudioSettings>] {
        // Without a format the three cannot be set (see `Audio`), but the others still must be.
        let formats = formats.isEmpty ? [AudioSettings().format] : formats
        return [
            Field(\.enable, .toggle("enable", "whether there is sound in the streams")),
            Field(\.encodeType, .listed("encode_type", distinct(formats.map(\.encodeType)), "the encoding")),
            Field(\.samplerate, name: "samplerate") { settings in
                listed("samplerate", formats.filter { $0.fits(settings) }.map(\.sampleRate), "samples a second, in Hz")
            },
            Field(\.bitrate, name: "bitrate") { settings in
                let fitting = formats.filter { $0.fits(settings) && $0.sampleRate == settings.samplerate }
                return listed("bitrate", fitting.map(\.bitrate), "bits a second")
            },
            Field(\.inputVolume, .number("input_volume", 1...100, "the microphone's volume in percent")),
            Field(\.outputVolume, .number("output_volume", 1...100, "the loudspeaker's volume in percent")),
            Field(
                \.amplify, .toggle("amplify", "whether the loudspeaker's amplifier is switched on while something is played")),
        ]
    }

    private static func listed(_ name: String, _ numbers: [Int], _ summary: String) -> Parameter<Int> {
        let numbers = distinct(numbers)
        return Parameter(
            name, .list(numbers.map(String.init)), summary,
            parse: { text in numbers.first { String($0).hasSameBytes(as: text) } }, format: { "\($0)" })
    }
}

extension AudioFormat {
    fileprivate func fits(_ settings: AudioSettings) -> Bool {
        encodeType.hasSameBytes(as: settings.encodeType)
    }
}

/// The values without repetitions, in their order.
func distinct<Value: Hashable>(_ values: [Value]) -> [Value] {
    var seen: Set<Value> = []
    return values.filter { seen.insert($0).inserted }
}

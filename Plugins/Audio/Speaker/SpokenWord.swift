import BoardDevices
import GatewayCore
import MediaCore
import Synchronization

/// A client that talks: its frames become pieces for the loudspeaker.
final class SpokenWord: Talk {
    private let utterances: Utterances
    private let sources: [any AudioDecoderSource]
    private let decoder = Mutex<(format: SoundFormat, decoder: any AudioDecoder)?>(nil)

    init(_ utterances: Utterances, decoders: [any AudioDecoderSource]) {
        self.utterances = utterances
        sources = decoders
    }

    func say(_ frame: [UInt8], in format: SoundFormat) {
        guard !frame.isEmpty else { return }
        switch format.codec {
        case .mulaw, .alaw:
            let samples = G711.decode(frame, law: format.codec)
            utterances.add(
                Utterance(
                    content: .samples(samples), sampleRate: format.sampleRate,
                    duration: SoundBlock.duration(of: samples.count, at: format.sampleRate)))
        case .aac:
            guard let decoder = decoder(for: format) else { return }
            utterances.add(
                Utterance(
                    content: .frame(frame, decoder), sampleRate: format.sampleRate,
                    duration: SoundBlock.duration(of: 1_024, at: format.sampleRate)))
        }
    }

    func end() { utterances.end() }

    private func decoder(for format: SoundFormat) -> (any AudioDecoder)? {
        decoder.withLock { current in
            if let current, current.format == format { return current.decoder }
            let source = sources.first { $0.codec == format.codec && $0.sampleRates.contains(format.sampleRate) }
            guard let made = try? source?.makeDecoder(sampleRate: format.sampleRate) else { return nil }
            current = (format, made)
            return made
        }
    }

    deinit {
        utterances.end()
    }
}

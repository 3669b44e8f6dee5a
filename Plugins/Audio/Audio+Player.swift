import GatewayCore
import MediaCore

extension Audio {
    /// Plays a recording on the loudspeaker.
    var player: Interface {
        let path = "/cgi-bin/audio/play"
        let encodings = Parameter.listed(
            "encode_type", ["WAV"] + Audio.rawCodecs.map(\.rawValue), "what the body is; WAV unless it is said")
        let answer: Interface.Answer =
            if let loudspeaker {
                .upload(
                    .withParameters(
                        limit: { Announcement.sizeLimit },
                        take: { request, body throws(Fault) in
                            let codec = try encodings.value(in: request.query).flatMap(Audio.rawCodec)
                            return try await Audio.play(body, codec, on: loudspeaker)
                        }))
            } else {
                .absent(.notSupported)
            }
        var interface = Interface(
            path, section: "-", summary: "plays the body of a POST, a WAVE file or G.711, on the loudspeaker",
            parameters: { [encodings.description] }, isChange: { _ in true }, answer: answer)
        interface.faults = [Announcement.unusable.reason, Fault.busy.reason, Fault.tooLarge.reason, Fault.notSupported.reason]
        return interface
    }

    private static let rawCodecs: [AudioCodec] = [.mulaw, .alaw]

    private static func rawCodec(_ text: String) -> AudioCodec? {
        rawCodecs.first { $0.rawValue.hasSameBytes(as: text) }
    }

    /// The loudspeaker is taken before the body is read, so that one body at a time is held in memory.
    private static func play(
        _ body: any UploadBody, _ codec: AudioCodec?, on loudspeaker: Loudspeaker
    ) async throws(Fault) -> Reply {
        if let fault = loudspeaker.fault { throw .device(fault) }
        guard let utterances = loudspeaker.begin() else { throw .busy }
        do throws(Fault) {
            var bytes: [UInt8] = []
            while let piece = try await body.next() { bytes += piece }
            let recording = try Announcement(bytes, codec: codec)
            utterances.add(
                Utterance(
                    content: .samples(recording.samples), sampleRate: recording.sampleRate,
                    duration: SoundBlock.duration(of: recording.samples.count, at: recording.sampleRate)))
            utterances.end()
            return Reply("play", "OK")
        } catch {
            utterances.cancel()
            throw error
        }
    }
}

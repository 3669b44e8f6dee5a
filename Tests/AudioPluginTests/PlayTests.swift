import AudioPlugin
import BenchAudioDriver
import BenchLinesDriver
import BoardDevices
import GatewayCore
import GatewayTesting
import MediaCore
import Testing

@Suite("Playing a recording", .timeLimit(.minutes(2)))
struct PlayTests {
    private func play(_ rig: AudioRig, _ body: [UInt8], _ query: String = "", client: CGIClient? = nil) async -> Reply {
        let uid = (client ?? rig.client).uid
        return await (client ?? rig.client).upload("/cgi-bin/audio/play?\(query)uid=\(uid)", body: body)
    }

    static func wave(_ samples: [Int16], rate: UInt32 = 16_000, channels: UInt16 = 1) -> [UInt8] {
        func number(_ value: UInt32, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(value >> (8 * UInt32($0)) & 0xFF) } }
        let data = samples.flatMap { number(UInt32(UInt16(bitPattern: $0)), 2) }
        let format =
            number(1, 2) + number(UInt32(channels), 2) + number(rate, 4) + number(rate &* 2 &* UInt32(channels), 4)
            + number(2 * UInt32(channels), 2) + number(16, 2)
        let chunks = Array("fmt ".utf8) + number(16, 4) + format + Array("data".utf8) + number(UInt32(data.count), 4) + data
        return Array("RIFF".utf8) + number(UInt32(4 + chunks.count), 4) + Array("WAVE".utf8) + chunks
    }

    @Test("a WAVE file is played at its own rate")
    func waveFile() async throws {
        let rig = try await AudioRig()
        let samples = [Int16](repeating: 1_234, count: 5_000)
        let reply = await play(rig, PlayTests.wave(samples, rate: 22_050))
        #expect(reply.status == 200)
        #expect(reply.text.contains("<play>OK</play>"))
        try await eventually("played") { rig.heard.sound.count == 5_000 && rig.speaker.sampleRate == nil }
        #expect(Set(rig.heard.sound) == [1_234])
        #expect(rig.heard.pieces.allSatisfy { $0.sampleRate == 22_050 })
        #expect(!rig.amplifier.isOn)
    }

    @Test("G.711 is played without a header", arguments: [AudioCodec.mulaw, .alaw])
    func rawFile(codec: AudioCodec) async throws {
        let rig = try await AudioRig()
        let samples = [Int16](repeating: 8_000, count: 1_000)
        let reply = await play(rig, G711.encode(samples, law: codec), "encode_type=\(codec.rawValue)&")
        #expect(reply.status == 200)
        try await eventually("played") { rig.heard.sound.count == 1_000 }
        #expect(rig.heard.sound.allSatisfy { abs(Int($0) - 8_000) < 300 })
    }

    static let garbage: [[UInt8]] = [
        [], [0], Array("RIFF".utf8), Array("RIFF\0\0\0\0WAVE".utf8), [UInt8](repeating: 0xFF, count: 10_000),
        Array("RIFF\u{7F}\u{7F}\u{7F}\u{7F}WAVEfmt \u{10}\0\0\0".utf8), PlayTests.wave([]),
        Array("RIFF\u{7F}\u{7F}\u{7F}\u{7F}WAVEdata\u{7F}\u{7F}\u{7F}\u{7F}".utf8),
        PlayTests.wave([1, 2, 3], rate: 0), PlayTests.wave([1, 2, 3], rate: 4_000_000_000),
        PlayTests.wave([1, 2, 3], channels: 0), PlayTests.wave([1, 2, 3], channels: 9),
    ]

    @Test("what is no recording is a fault, and the loudspeaker is free again", arguments: garbage.indices)
    func badFiles(index: Int) async throws {
        let rig = try await AudioRig()
        #expect(await play(rig, PlayTests.garbage[index]).reason == "audio error")
        #expect(rig.heard.pieces.isEmpty)
        try await eventually("free again") {
            guard let module = rig.gateway.gateway.modules.compactMap({ try? $0.outcome.get() as? any TalkBack }).first,
                let talk = module.begin()
            else { return false }
            talk.end()
            return true
        }
    }

    @Test("asks who it is, and for the right to set things; looks at every parameter")
    func checks() async throws {
        let rig = try await AudioRig()
        let file = PlayTests.wave([1, 2, 3])
        #expect(await rig.client.upload("/cgi-bin/audio/play", body: file).reason == "error, parse parameters")
        #expect(await rig.client.upload("/cgi-bin/audio/play?uid=", body: file).reason == "error, parse uid")
        #expect(await rig.client.upload("/cgi-bin/audio/play?uid=none", body: file).reason == "uid error")
        #expect(await play(rig, file, "volume=5&").reason == "error, parse parameters")
        for bad in ["", "AAC", "wav", "G.711a"] {
            #expect(await play(rig, file, "encode_type=\(bad)&").reason == "encode_type error")
        }
        let user = try await rig.gateway.client(privilege: .user)
        #expect(await play(rig, file, client: user).reason == "no permission")
        let other = try await rig.gateway.client(privilege: .operator)
        #expect(await play(rig, file, client: other).status == 200)
        #expect(await rig.client.get("/cgi-bin/audio/play").status == 405)
    }

    @Test("a body larger than the limit is refused")
    func tooLarge() async throws {
        let rig = try await AudioRig()
        #expect(await play(rig, [UInt8](repeating: 0, count: 4 * 1024 * 1024 + 1)).status == 413)
    }

    @Test(
        "while somebody talks it is busy; a loudspeaker that is gone is a device error; a board without one has no such thing")
    func refusals() async throws {
        let rig = try await AudioRig()
        let file = PlayTests.wave([1, 2, 3])
        let way = try #require(rig.gateway.gateway.modules.compactMap { try? $0.outcome.get() as? any TalkBack }.first)
        let talk = try #require(way.begin())
        #expect(await play(rig, file).status == 503)
        talk.end()
        rig.speaker.setFault(DeviceFault(.missing, "unplugged"))
        #expect(await play(rig, file).reason == "device error")
        let mute = try await AudioRig(hasSpeaker: false)
        #expect(await play(mute, file).reason == "not supported")
    }
}

import AudioPlugin
import BenchAudioDriver
import BenchLinesDriver
import BoardDevices
import GatewayCore
import GatewayTesting
import MediaCore
import Testing

@Suite("To the loudspeaker", .timeLimit(.minutes(2)))
struct TalkTests {
    private static let mulaw = SoundFormat(codec: .mulaw, sampleRate: 8_000, bitrate: 64_000)

    private func way(_ rig: AudioRig) throws -> any TalkBack {
        try #require(rig.gateway.gateway.modules.compactMap { try? $0.outcome.get() as? any TalkBack }.first)
    }

    private static func bytes(_ value: Int16, _ count: Int) -> [UInt8] {
        G711.encode([Int16](repeating: value, count: count), law: .mulaw)
    }

    @Test("what is said is heard, with the amplifier on before it and off after it")
    func talk() async throws {
        let rig = try await AudioRig()
        let talk = try #require(try way(rig).begin())
        #expect(!rig.amplifier.isOn)
        for _ in 0..<5 { talk.say(TalkTests.bytes(8_000, 160), in: TalkTests.mulaw) }
        talk.end()
        try await eventually("silence again") { rig.speaker.sampleRate == nil && !rig.heard.sound.isEmpty }
        let pieces = rig.heard.pieces
        #expect(rig.heard.sound.count == 800)
        #expect(pieces.allSatisfy { $0.sampleRate == 8_000 && $0.isAmplified })
        // 50 ms of silence while the amplifier settles.
        #expect(pieces.first?.samples == [Int16](repeating: 0, count: 400))
        #expect(!rig.amplifier.isOn)
    }

    @Test("without amplification the amplifier stays off")
    func withoutAmplifier() async throws {
        let rig = try await AudioRig()
        #expect(await rig.encoder("amplify=0").status == 200)
        let talk = try #require(try way(rig).begin())
        for _ in 0..<5 { talk.say(TalkTests.bytes(8_000, 160), in: TalkTests.mulaw) }
        talk.end()
        try await eventually("heard") { rig.heard.sound.count == 800 && rig.speaker.sampleRate == nil }
        #expect(rig.heard.pieces.allSatisfy { !$0.isAmplified })
    }

    @Test("one talks at a time, and the next one when the first has ended")
    func oneAtATime() async throws {
        let rig = try await AudioRig()
        let way = try way(rig)
        let first = try #require(way.begin())
        #expect(way.begin() == nil)
        first.end()
        try await eventually("free again") {
            guard let next = way.begin() else { return false }
            next.end()
            return true
        }
    }

    @Test("a talker that is gone without a word gives the loudspeaker back")
    func abandoned() async throws {
        let rig = try await AudioRig()
        let way = try way(rig)
        do { _ = way.begin() }
        try await eventually("free again") {
            guard let next = way.begin() else { return false }
            next.end()
            return true
        }
    }

    @Test("empty frames and formats that nobody can decode are not heard and harm nothing")
    func garbage() async throws {
        let rig = try await AudioRig()
        let talk = try #require(try way(rig).begin())
        talk.say([], in: TalkTests.mulaw)
        talk.say([1, 2, 3], in: SoundFormat(codec: .aac, sampleRate: 16_000, bitrate: 16_000))
        talk.say([1, 2, 3], in: SoundFormat(codec: .aac, sampleRate: -1, bitrate: 0))
        for _ in 0..<4 { talk.say(TalkTests.bytes(8_000, 160), in: TalkTests.mulaw) }
        talk.end()
        try await eventually("heard") { rig.heard.sound.count == 640 }
    }

    @Test("a loudspeaker that is gone costs what is said meanwhile, and nothing else")
    func brokenSpeaker() async throws {
        let rig = try await AudioRig()
        let talk = try #require(try way(rig).begin())
        rig.speaker.setFault(DeviceFault(.missing, "unplugged"))
        for _ in 0..<4 { talk.say(TalkTests.bytes(8_000, 160), in: TalkTests.mulaw) }
        rig.speaker.setFault(nil)
        try await eventually("heard again") {
            talk.say(TalkTests.bytes(4_000, 160), in: TalkTests.mulaw)
            return !rig.heard.sound.isEmpty
        }
        talk.end()
    }

    @Test("G.711 is offered without a decoder of the board")
    func formats() async throws {
        let rig = try await AudioRig()
        #expect(try way(rig).formats.map(\.codec) == [.mulaw, .alaw])
    }
}

import AudioPlugin
import BenchAudioDriver
import BoardDevices
import GatewayCore
import GatewayTesting
import MediaCore
import Synchronization
import Testing

@Suite("From the microphone to packets", .timeLimit(.minutes(2)))
struct CaptureTests {
    private let start = MonotonicInstant(nanoseconds: 9_000_000_000)

    private func feed(_ rig: AudioRig) throws -> any SoundFeed {
        try #require(rig.gateway.gateway.modules.compactMap { try? $0.outcome.get() as? any SoundFeed }.first)
    }

    private func block(_ number: Int, rate: Int = 8_000) -> SoundBlock {
        SoundBlock(
            samples: [Int16](repeating: Int16(number * 256), count: rate / 50), sampleRate: rate,
            captured: start + .milliseconds(20 * number))
    }

    @Test("the microphone is open while somebody listens, and not a moment longer")
    func demand() async throws {
        let rig = try await AudioRig()
        let feed = try feed(rig)
        #expect(rig.microphone.captureRate == nil)
        let one = feed.packets.subscribe { _ in }
        let other = feed.packets.subscribe { _ in }
        try await eventually("open") { rig.microphone.captureRate == 8_000 }
        one.cancel()
        #expect(rig.microphone.captureRate == 8_000)
        other.cancel()
        try await eventually("closed") { rig.microphone.captureRate == nil }
    }

    @Test("each 20 ms become a packet of mu-law with the time of its first sample")
    func mulaw() async throws {
        let rig = try await AudioRig()
        let feed = try feed(rig)
        #expect(feed.format == SoundFormat(codec: .mulaw, sampleRate: 8_000, bitrate: 64_000))
        let packets = Mutex<[SoundPacket]>([])
        let reading = feed.packets.subscribe { packet in packets.withLock { $0.append(packet) } }
        try await eventually("open") { rig.microphone.captureRate == 8_000 }
        for number in 0..<3 { rig.microphone.hear(block(number)) }
        let found = packets.withLock { $0 }
        #expect(found.map(\.sampleCount) == [160, 160, 160])
        #expect(found.map(\.captured) == (0..<3).map { start + .milliseconds(20 * $0) })
        #expect(found[1].bytes == G711.encode([Int16](repeating: 256, count: 160), law: .mulaw))
        reading.cancel()
    }

    @Test("a stream is not described with sound while there is no microphone")
    func noMicrophone() async throws {
        let rig = try await AudioRig(fault: DeviceFault(.missing, "unplugged"))
        let feed = try feed(rig)
        #expect(feed.format == nil)
        rig.microphone.setFault(nil)
        #expect(feed.format == SoundFormat(codec: .mulaw, sampleRate: 8_000, bitrate: 64_000))
    }

    @Test("a codec is changed while somebody listens, and switched off and on again")
    func changes() async throws {
        let rig = try await AudioRig(encoders: [FakeEncoders(rates: [16_000])])
        let feed = try feed(rig)
        let packets = Mutex<[SoundPacket]>([])
        let reading = feed.packets.subscribe { packet in packets.withLock { $0.append(packet) } }
        #expect(await rig.encoder("encode_type=AAC&samplerate=16000&bitrate=16000").status == 200)
        try await eventually("open at the new rate") { rig.microphone.captureRate == 16_000 }
        #expect(feed.format?.configuration == [0x14, 0x08])
        rig.microphone.hear(block(0, rate: 16_000))
        #expect(packets.withLock { $0.last?.bytes } == [32])
        #expect(await rig.encoder("enable=0").status == 200)
        #expect(rig.microphone.captureRate == nil)
        #expect(feed.format == nil)
        #expect(await rig.encoder("enable=1&encode_type=G.711A&samplerate=8000&bitrate=64000").status == 200)
        #expect(rig.microphone.captureRate == 8_000)
        rig.microphone.hear(block(1))
        #expect(packets.withLock { $0.last?.codec } == .alaw)
        reading.cancel()
    }

    @Test("the microphone is closed when the gateway stops")
    func stops() async throws {
        let rig = try await AudioRig()
        let reading = try feed(rig).packets.subscribe { _ in }
        try await eventually("open") { rig.microphone.captureRate == 8_000 }
        await rig.gateway.gateway.stop()
        #expect(rig.microphone.captureRate == nil)
        reading.cancel()
    }
}

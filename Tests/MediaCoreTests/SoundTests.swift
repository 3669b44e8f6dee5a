import GatewayTesting
import MediaCore
import Synchronization
import Testing

@Suite("Sound")
struct SoundTests {
    @Test("G.711 gives each byte's sample back as that byte", arguments: [AudioCodec.mulaw, .alaw])
    func g711RoundTrip(law: AudioCodec) {
        let bytes = (0...255).map { UInt8($0) }
        let samples = G711.decode(bytes, law: law)
        // Mu-law has a positive and a negative zero, which mean the same.
        let again = G711.encode(samples, law: law).enumerated().map { law == .mulaw && $0.offset == 0x7F ? 0x7F : $0.element }
        #expect(again == bytes)
    }

    @Test("G.711 has the values of the recommendation's tables")
    func g711Tables() {
        #expect(G711.encode([0, 32_767, -32_768, -1, 1_000], law: .mulaw) == [0xFF, 0x80, 0x00, 0x7F, 0xCE])
        #expect(G711.decode([0xFF, 0x80, 0x00, 0x7F], law: .mulaw) == [0, 32_124, -32_124, 0])
        #expect(G711.encode([0, 32_767, -32_768, -1], law: .alaw) == [0xD5, 0xAA, 0x2A, 0x55])
        #expect(G711.decode([0xD5, 0xAA, 0x2A, 0x55], law: .alaw) == [8, 32_256, -32_256, -8])
    }

    @Test("every sample comes back within its step", arguments: [AudioCodec.mulaw, .alaw])
    func g711Error(law: AudioCodec) {
        for sample in stride(from: Int(Int16.min), through: Int(Int16.max), by: 7) {
            let found = Int(G711.decode(G711.encode([Int16(sample)], law: law), law: law)[0])
            #expect(abs(found - sample) <= max(16, abs(sample) / 16), "\(sample)")
        }
    }

    @Test("frames of one length are cut from blocks of any, with their times, and none spans a gap")
    func framer() {
        var framer = SampleFramer(frameSize: 100, sampleRate: 1_000)
        let start = MonotonicInstant(nanoseconds: 1_000_000_000)
        func block(_ count: Int, _ at: Duration) -> SoundBlock {
            SoundBlock(samples: [Int16](repeating: 1, count: count), sampleRate: 1_000, captured: start + at)
        }
        func frames(_ count: Int, _ at: Duration) -> [SoundBlock] {
            framer.add(block(count, at))
            var frames: [SoundBlock] = []
            while let frame = framer.next() { frames.append(frame) }
            return frames
        }
        #expect(frames(60, .zero) == [])
        let found = frames(150, .milliseconds(60))
        #expect(found.map(\.captured) == [start, start + .milliseconds(100)])
        #expect(found.allSatisfy { $0.samples.count == 100 })
        #expect(frames(95, .milliseconds(500)) == [])
        #expect(frames(5, .milliseconds(595)).map(\.captured) == [start + .milliseconds(500)])
        #expect(frames(100, .milliseconds(600)) == [block(100, .milliseconds(600))])
        #expect(frames(100, .milliseconds(900)) == [block(100, .milliseconds(900))])
    }

    @Test(
        "a recording of another rate keeps its tone and its level",
        arguments: [(48_000, 16_000), (8_000, 48_000), (44_100, 16_000)])
    func resampler(from: Int, to: Int) {
        let tone = Tone(frequency: 1_000, amplitude: 0.5)
        let found = Resampler.samples(tone.samples(from, from: 0, sampleRate: from), from: from, to: to)
        let wanted = tone.samples(to, from: 0, sampleRate: to)
        #expect(found.count == to)
        let worst = (to / 10..<to * 9 / 10).map { abs(Int(found[$0]) - Int(wanted[$0])) }.max() ?? .max
        #expect(worst < 400)
    }

    @Test("a frequency that the new rate cannot hold is gone")
    func aliasing() {
        let found = Resampler.samples(
            Tone(frequency: 11_000, amplitude: 0.5).samples(48_000, from: 0, sampleRate: 48_000), from: 48_000, to: 16_000)
        #expect((found[2_000..<14_000].map { abs(Int($0)) }.max() ?? .max) < 300)
    }

    @Test("a loop is where its pictures are, silent behind its end, and goes round by itself without them")
    func loop() {
        let place = SoundPlace()
        let loop = SoundLoop(samples: [1, 2, 3, 4], sampleRate: 1_000, place: place)
        let start = MonotonicInstant(nanoseconds: 5_000_000_000)
        #expect(loop.samples(6, at: start) == [1, 2, 3, 4, 1, 2])
        #expect(loop.samples(2, at: start + .milliseconds(6)) == [3, 4])
        place.show(from: start + .milliseconds(100))
        #expect(loop.samples(6, at: start + .milliseconds(102)) == [3, 4, 0, 0, 0, 0])
        #expect(loop.samples(2, at: start + .milliseconds(98)) == [0, 0])
        place.hide()
        #expect(loop.samples(2, at: start + .milliseconds(104)) == [1, 2])
        #expect(SoundLoop(samples: [], sampleRate: 1_000, place: place).samples(2, at: start) == [0, 0])
    }

    @Test("paced sound comes block after block with the times of the clock, and stops")
    func paced() async throws {
        let clock = ManualClock()
        let begun = clock.now
        let blocks = Mutex<[SoundBlock]>([])
        let sound = PacedSound(name: "test", clock: clock, sampleRate: 8_000) { count, _ in
            [Int16](repeating: 5, count: count)
        } deliver: { block in
            blocks.withLock { $0.append(block) }
        }
        for number in 1...5 {
            // Each wait of the thread is work that the clock will do.
            try await eventually("the thread waits") { clock.waiting > 0 }
            clock.advance(by: .milliseconds(20))
            try await eventually("block \(number)") { blocks.withLock { $0.count } == number }
        }
        sound.stop()
        let found = blocks.withLock { $0 }
        #expect(found.map(\.captured) == (0..<5).map { begun + .milliseconds(20 * $0) })
        #expect(found.allSatisfy { $0.samples.count == 160 && $0.sampleRate == 8_000 })
    }

    @Test("volume in software is percent of the amplitude")
    func gain() {
        #expect(SoundGain(percent: 100).applied(to: [.min, -5, 0, .max]) == [.min, -5, 0, .max])
        #expect(SoundGain(percent: 50).applied(to: [10_000, -10_000]) == [5_000, -5_000])
        #expect(SoundGain(percent: 1).applied(to: [10_000]) == [97])
        #expect(SoundGain(percent: .max).applied(to: [7]) == [7])
        #expect(SoundGain(percent: .min).applied(to: [7]) == [0])
    }
}

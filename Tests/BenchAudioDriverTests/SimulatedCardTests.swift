import BenchAudioDriver
import BoardDevices
import GatewayTesting
import MediaCore
import Testing

@Suite("A simulated sound card")
struct SimulatedCardTests {
    @Test("its microphone keeps every promise of an input", arguments: [[8_000, 16_000], [48_000], [16_000, 8_000]])
    func microphoneConforms(rates: [Int]) throws {
        #expect(
            try AudioInputConformance(SimulatedMicrophone(sampleRates: rates, clock: SystemMonotonicClock())).violations() == []
        )
    }

    @Test("its speaker keeps every promise of an output")
    func speakerConforms() throws {
        #expect(try AudioOutputConformance(SimulatedSpeaker()).violations() == [])
    }

    @Test("remembers what it was set to")
    func state() throws {
        let microphone = SimulatedMicrophone()
        #expect(microphone.volume == nil)
        #expect(microphone.captureRate == nil)
        try microphone.setVolume(33)
        try microphone.startCapture(sampleRate: 16_000) { _ in }
        #expect(microphone.volume == 33)
        #expect(microphone.captureRate == 16_000)
        #expect(throws: DeviceFault.self) { try microphone.startCapture(sampleRate: 44_100) { _ in } }
        #expect(microphone.captureRate == 16_000)
    }

    @Test("a broken device refuses every command and keeps its state")
    func broken() throws {
        let fault = DeviceFault(.missing, "unplugged")
        let microphone = SimulatedMicrophone()
        try microphone.setVolume(10)
        microphone.setFault(fault)
        #expect(throws: fault) { try microphone.setVolume(20) }
        #expect(throws: fault) { try microphone.setVolume(30) }
        #expect(microphone.volume == 10)
        let speaker = SimulatedSpeaker()
        speaker.setFault(fault)
        #expect(throws: fault) { try speaker.setVolume(20) }
        speaker.setFault(nil)
        try speaker.setVolume(20)
        #expect(speaker.volume == 20)
    }
}

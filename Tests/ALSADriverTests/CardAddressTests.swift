import ALSADriver
import BoardDevices
import GatewayTesting
import Testing

@Suite("The board file keys of sound cards")
struct CardAddressTests {
    @Test("without keys it is the default PCM at 8000 and 16000 Hz")
    func defaults() throws {
        #expect(try openedDevice(ALSACaptureEntry.self, as: .microphone).sampleRates == [8_000, 16_000])
        _ = try openedDevice(ALSAPlaybackEntry.self, as: .speaker)
    }

    @Test(
        "a card that is not there is named, and the device waits for it",
        arguments: ["hw:97", "hw:97,0", "plughw:CARD=Nowhere,DEV=0", "hw:Nowhere,1,0", "sysdefault:CARD=Nowhere"])
    func absent(device: String) throws {
        let microphone = try openedDevice(ALSACaptureEntry.self, as: .microphone, ["device": device])
        #expect(microphone.fault?.kind == .missing)
        #expect(microphone.fault?.message.contains(device) == true)
        #expect(throws: DeviceFault.self) { try microphone.setVolume(50) }
        let speaker = try openedDevice(ALSAPlaybackEntry.self, as: .speaker, ["device": device])
        #expect(speaker.fault?.kind == .missing)
        #expect(throws: DeviceFault.self) { try speaker.open(sampleRate: 8_000) }
        #expect(throws: DeviceFault.self) { try speaker.play([0]) }
        speaker.drain()
        speaker.close()
    }

    @Test(
        "bad keys are problems, named by their key",
        arguments: [
            ("device", ""), ("device", "hw:\u{7}"), ("mixer", ""), ("sample_rates", "3999"), ("sample_rates", "x"),
            ("sample_rates", "192001"), ("resample", "perhaps"), ("rates", "8000"),
        ])
    func badKeys(key: String, value: String) {
        let failure = #expect(throws: ConfigFailure.self) {
            try openedDevice(ALSACaptureEntry.self, as: .microphone, [key: value])
        }
        #expect(failure?.problems.map(\.path) == ["devices.device.\(key)"])
    }

    @Test("a capture that waits for its card stops at once")
    func stopsWaiting() throws {
        let microphone = try openedDevice(ALSACaptureEntry.self, as: .microphone, ["device": "hw:97"])
        try microphone.startCapture(sampleRate: 8_000) { _ in }
        microphone.stopCapture()
        #expect(throws: DeviceFault.self) { try microphone.startCapture(sampleRate: 44_100) { _ in } }
    }
}

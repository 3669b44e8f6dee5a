import BoardDevices
import GatewayTesting
import Testing
@testable import ALSADriver

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

    @Test("cards are looked for by number and by identifier; the default is any of them; other names need none")
    func absence() throws {
        let none = try TemporaryFolder()
        let some = try TemporaryFolder()
        for entry in ["card3", "Webcam"] { try some.write([], to: entry) }
        let names = ["hw:3", "plughw:CARD=Webcam,DEV=0", "default", "sysdefault"]
        for name in names {
            #expect(CardAddress.absence(of: name, in: none.path)?.kind == .missing)
            #expect(CardAddress.absence(of: name, in: some.path) == nil)
        }
        #expect(CardAddress.absence(of: "hw:0", in: some.path)?.message == "hw:0: there is no sound card 0")
        #expect(CardAddress.absence(of: "default", in: none.path)?.message == "default: there is no sound card")
        for name in ["pulse", "file:/tmp/sound.raw", "null"] { #expect(CardAddress.absence(of: name, in: none.path) == nil) }
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

import BenchAudioDriver
import BenchLinesDriver
import BoardDevices
import GatewayCore
import GatewayTesting
import Testing

@Suite("Audio on boards that differ")
struct AudioBoardTests {
    @Test("lists both G.711 encodings where the microphone gives 8000 Hz", arguments: [[8_000], [8_000, 16_000, 48_000]])
    func capabilities(rates: [Int]) async throws {
        let rig = try await AudioRig(rates: rates)
        let bitrate = "<samplerate name=\"8000\"><bitrate>64000</bitrate></samplerate>"
        let reply = await rig.client.get("/cgi-bin/audioencoder/getcapabilities")
        #expect(
            String(reply.text.filter { !$0.isWhitespace || $0 == " " }).contains(
                "<audio_capabilities><encode_type name=\"G.711\">\(bitrate)</encode_type>"
                    + "<encode_type name=\"G.711A\">\(bitrate)</encode_type></audio_capabilities>"))
        #expect(rig.gateway.gateway.capabilities == [.audio])
    }

    @Test("takes no parameters in the list of capabilities")
    func capabilitiesParameters() async throws {
        let rig = try await AudioRig()
        #expect(
            await rig.client.get("/cgi-bin/audioencoder/getcapabilities?encode_type=G.711").reason
                == "error, parse parameters")
    }

    @Test("a microphone without 8000 Hz has no format, but its volume and the loudspeaker can be set")
    func noFormat() async throws {
        let rig = try await AudioRig(rates: [48_000])
        #expect(await rig.client.get("/cgi-bin/audioencoder/getcapabilities").text.contains("<audio_capabilities/>"))
        #expect(await rig.encoder().text == AudioRig.reply(enable: 0))
        for query in ["enable=1", "encode_type=G.711", "samplerate=8000", "bitrate=x"] {
            #expect(await rig.encoder(query).reason == "not supported")
        }
        #expect(await rig.encoder("input_volume=9&output_volume=9").text == AudioRig.reply(enable: 0, input: 9, output: 9))
        #expect(rig.devices == "microphone closed at 9, speaker at 9, amplifier off")
    }

    @Test("without a loudspeaker its volume is not supported, whatever the value", arguments: ["50", "0", ""])
    func noSpeaker(value: String) async throws {
        let rig = try await AudioRig(hasSpeaker: false)
        #expect(await rig.encoder("output_volume=\(value)").reason == "not supported")
        #expect(await rig.encoder("input_volume=9").text == AudioRig.reply(input: 9))
    }

    @Test("without an amplifier line the switch is not supported and reads 0")
    func noAmplifier() async throws {
        let rig = try await AudioRig(hasAmplifier: false)
        #expect(await rig.encoder("amplify=1").reason == "not supported")
        #expect(await rig.encoder().text == AudioRig.reply(amplify: 0))
    }

    @Test("a loudspeaker alone is audio")
    func speakerAlone() async throws {
        let rig = try await AudioRig(rates: nil, hasAmplifier: false)
        #expect(rig.gateway.gateway.capabilities == [.audio])
        #expect(await rig.encoder("input_volume=5").reason == "not supported")
        #expect(await rig.encoder("output_volume=5").text == AudioRig.reply(enable: 0, output: 5, amplify: 0))
        #expect(rig.speaker.volume == 5)
    }

    @Test("without microphone and loudspeaker there is no audio")
    func nothing() async throws {
        let rig = try await AudioRig(rates: nil, hasSpeaker: false)
        #expect(rig.gateway.gateway.capabilities == [])
        #expect(await rig.encoder().reason == "not supported")
        #expect(await rig.client.get("/cgi-bin/audioencoder/getcapabilities").reason == "not supported")
    }

    @Test("a card that is pulled out is no audio at that moment, and audio again when it is back")
    func unplugged() async throws {
        let rig = try await AudioRig(hasSpeaker: false)
        #expect(rig.gateway.gateway.capabilities == [.audio])
        rig.microphone.setFault(DeviceFault(.missing, "unplugged"))
        #expect(rig.gateway.gateway.capabilities == [])
        rig.microphone.setFault(nil)
        #expect(rig.gateway.gateway.capabilities == [.audio])
    }

    @Test("an encoder of the board joins the list at the rates that the microphone gives, and can be set")
    func encoders() async throws {
        let source = FakeEncoders(rates: [16_000, 48_000])
        let rig = try await AudioRig(rates: [8_000, 16_000], encoders: [source])
        let list = await rig.client.get("/cgi-bin/audioencoder/getcapabilities").text
        #expect(list.contains("<encode_type name=\"AAC\">"))
        #expect(list.contains("<samplerate name=\"16000\">") && !list.contains("48000"))
        #expect(await rig.encoder("encode_type=AAC").reason == "samplerate error")
        #expect(await rig.encoder("encode_type=AAC&samplerate=16000").reason == "bitrate error")
        #expect(await rig.encoder("encode_type=AAC&samplerate=16000&bitrate=32000").status == 200)
        #expect(await rig.encoder().text.contains("encode_type=\"AAC\" samplerate=\"16000\" bitrate=\"32000\""))
    }

    @Test("a microphone that only an encoder of the board fits begins with that encoder")
    func firstFormat() async throws {
        let rig = try await AudioRig(rates: [48_000], encoders: [FakeEncoders(rates: [48_000])])
        #expect(await rig.encoder().text.contains("encode_type=\"AAC\" samplerate=\"48000\" bitrate=\"16000\""))
    }
}

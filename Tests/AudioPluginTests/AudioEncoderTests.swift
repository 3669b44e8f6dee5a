import BenchAudioDriver
import BenchLinesDriver
import BoardDevices
import GatewayCore
import GatewayTesting
import Testing

@Suite("The audio encoder")
struct AudioEncoderTests {
    @Test("answers with the document's sample out of the factory, and the devices follow it")
    func factory() async throws {
        let rig = try await AudioRig()
        #expect(await rig.encoder().text == AudioRig.reply())
        #expect(rig.devices == AudioRig.factoryDevices)
    }

    @Test("merges a partial setting, answers with the whole and sets the devices before it answers")
    func partial() async throws {
        let rig = try await AudioRig()
        let reply = await rig.encoder("input_volume=1&output_volume=100&amplify=0")
        #expect(reply.text == AudioRig.reply(input: 1, output: 100, amplify: 0))
        #expect(rig.devices == "microphone closed at 1, speaker at 100, amplifier off")
        #expect(
            await rig.encoder("encode_type=G.711A").text == AudioRig.reply(type: "G.711A", input: 1, output: 100, amplify: 0))
        #expect(await rig.encoder().text == AudioRig.reply(type: "G.711A", input: 1, output: 100, amplify: 0))
    }

    @Test("takes its parameters from a form body as well")
    func form() async throws {
        let rig = try await AudioRig()
        let reply = await rig.client.send(
            "/cgi-bin/audioencoder", method: "POST", form: "uid=\(rig.client.uid)&output_volume=5")
        #expect(reply.text == AudioRig.reply(output: 5))
        #expect(rig.speaker.volume == 5)
    }

    static let badValues: [(String, String)] =
        bad("enable", switches, "enable: 0 or 1") + bad("amplify", switches, "amplify: 0 or 1")
        + bad("input_volume", volumes, "input_volume range: 1-100")
        + bad("output_volume", volumes, "output_volume range: 1-100")
        + bad("encode_type", options, "encode_type error") + bad("samplerate", options, "samplerate error")
        + bad("bitrate", options, "bitrate error")

    static let long = String(repeating: "7", count: 5_000)
    static let switches = ["", "2", "-1", "on", "true", "01", "00", "1%20", "%EF%BC%91", long]
    static let volumes = [
        "", "0", "101", "-1", "5.5", "1e1", "loud", "%2B5", "%205", "99999999999999999999", "%D9%A5", long,
    ]
    static let options = [
        "", "AAC", "g.711", "G.711a", "0", "8001", "16000", "08000", "-8000", "64001", "%CC%81", long,
    ]

    private static func bad(_ name: String, _ values: [String], _ reason: String) -> [(String, String)] {
        values.map { ("\(name)=\($0)", reason) }
    }

    @Test("answers a bad value with its fault and changes nothing", arguments: badValues)
    func badValue(query: String, reason: String) async throws {
        let rig = try await AudioRig()
        let reply = await rig.encoder(query)
        #expect(reply.status == 400)
        #expect(reply.reason == reason)
        #expect(reply.text.contains("<value>/cgi-bin/audioencoder</value>"))
        #expect(await rig.encoder().text == AudioRig.reply())
        #expect(rig.devices == AudioRig.factoryDevices)
    }

    @Test(
        "names the first bad parameter in the order of the document, and the good ones beside it change nothing",
        arguments: [
            ("amplify=9&output_volume=0&input_volume=0&enable=5", "enable: 0 or 1"),
            ("amplify=0&output_volume=0&input_volume=5", "output_volume range: 1-100"),
            ("enable=0&bitrate=1&samplerate=1", "samplerate error"),
            ("enable=0&encode_type=AAC&samplerate=16000&bitrate=16000", "encode_type error"),
        ])
    func firstFault(query: String, reason: String) async throws {
        let rig = try await AudioRig()
        #expect(await rig.encoder(query).reason == reason)
        #expect(await rig.encoder().text == AudioRig.reply())
        #expect(rig.devices == AudioRig.factoryDevices)
    }

    @Test(
        "refuses doubled and unknown parameters and changes nothing",
        arguments: ["enable=0&enable=0", "amplify=0&amplify=1", "volume=5", "amplify=0&Enable=1", "enable=%FF", "a%00=1"])
    func malformed(query: String) async throws {
        let rig = try await AudioRig()
        #expect(await rig.encoder(query).reason == "error, parse parameters")
        #expect(rig.devices == AudioRig.factoryDevices)
    }

    @Test("lets a User look but not change")
    func privileges() async throws {
        let rig = try await AudioRig()
        let user = try await rig.gateway.client(privilege: .user)
        #expect(await user.get("/cgi-bin/audioencoder").status == 200)
        #expect(await user.get("/cgi-bin/audioencoder?amplify=0").reason == "no permission")
        let other = try await rig.gateway.client(privilege: .operator)
        #expect(await other.get("/cgi-bin/audioencoder?output_volume=3").status == 200)
        #expect(rig.speaker.volume == 3)
    }

    @Test("keeps what it acknowledged over a restart and sets the devices to it")
    func restart() async throws {
        let rig = try await AudioRig()
        _ = await rig.encoder("enable=0&encode_type=G.711A&input_volume=7&output_volume=8&amplify=0")
        await rig.gateway.gateway.stop()
        let later = try await AudioRig(store: rig.gateway.store)
        #expect(await later.encoder().text == AudioRig.reply(enable: 0, type: "G.711A", input: 7, output: 8, amplify: 0))
        #expect(later.devices == "microphone closed at 7, speaker at 8, amplifier off")
    }

    @Test("closes the microphone when the gateway stops")
    func stop() async throws {
        let rig = try await AudioRig()
        await rig.gateway.gateway.stop()
        #expect(rig.microphone.captureRate == nil)
        #expect(await rig.encoder("amplify=0").status == 503)
    }

    @Test("a full store refuses a change and puts every device back")
    func fullStore() async throws {
        let rig = try await AudioRig()
        rig.gateway.store.setFull(true)
        let reply = await rig.encoder("enable=0&input_volume=7&output_volume=8&amplify=0")
        #expect(reply.status == 503)
        #expect(rig.devices == AudioRig.factoryDevices)
        #expect(await rig.encoder().text == AudioRig.reply())
    }

    @Test("a device that refuses puts the others back, and the same setting reaches it once it is mended")
    func brokenDevice() async throws {
        let rig = try await AudioRig()
        rig.speaker.setFault(DeviceFault(.failed, "card gone"))
        let reply = await rig.encoder("input_volume=7&output_volume=8")
        #expect(reply.status == 400)
        #expect(reply.reason == "device error")
        #expect(rig.devices == AudioRig.factoryDevices)
        #expect(await rig.encoder().text == AudioRig.reply())
        rig.speaker.setFault(nil)
        #expect(await rig.encoder("output_volume=8").text == AudioRig.reply(output: 8))
        #expect(rig.devices == "microphone closed at 60, speaker at 8, amplifier off")
    }

    @Test("a card that is missing at start answers, and is set by the next change after it came")
    func lateDevice() async throws {
        let rig = try await AudioRig(fault: DeviceFault(.missing, "unplugged"))
        #expect(await rig.encoder().text == AudioRig.reply())
        rig.microphone.setFault(nil)
        #expect(await rig.encoder("amplify=1").status == 200)
        #expect(rig.devices == AudioRig.factoryDevices)
    }

    @Test("a microphone that is missing keeps nobody from the rest, and its own setting is refused")
    func missingMicrophone() async throws {
        let rig = try await AudioRig(fault: DeviceFault(.missing, "unplugged"))
        #expect(rig.speaker.volume == 80)
        #expect(await rig.encoder("output_volume=8&amplify=0").text == AudioRig.reply(output: 8, amplify: 0))
        #expect(rig.speaker.volume == 8)
        #expect(await rig.encoder("enable=0").status == 200)
        #expect(await rig.encoder("input_volume=7").reason == "device error")
        #expect(await rig.encoder("input_volume=7&output_volume=9").reason == "device error")
        #expect(rig.speaker.volume == 8)
        #expect(await rig.encoder().text == AudioRig.reply(enable: 0, output: 8, amplify: 0))
        rig.microphone.setFault(nil)
        #expect(await rig.encoder("output_volume=9").status == 200)
        #expect(rig.devices == "microphone closed at 60, speaker at 9, amplifier off")
    }

    @Test("the product may have defaults of its own")
    func productDefaults() async throws {
        let rig = try await AudioRig(product: ["defaults.audio.input_volume": "33", "defaults.audio.encode_type": "G.711A"])
        #expect(await rig.encoder().text == AudioRig.reply(type: "G.711A", input: 33))
    }

    @Test("defaults that no device can follow stop the product")
    func badProductDefaults() async {
        await #expect(throws: ConfigFailure.self) { try await AudioRig(product: ["defaults.audio.encode_type": "AAC"]) }
        await #expect(throws: ConfigFailure.self) { try await AudioRig(product: ["defaults.audio.volume": "5"]) }
    }
}

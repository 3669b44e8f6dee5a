import BoardDevices
import GatewayCore
import GatewayTesting
import MediaCore
import Testing
import VideoPlugin

@Suite("What the streams can be set to")
struct CapabilityTests {
    private func reply(_ camera: FakeCamera, _ encoders: [FakeEncoders]) async throws -> (TestGateway, String) {
        let devices: [(roles: [String], device: any Sendable)] =
            [(["camera"], camera)] + encoders.map { (["video-encoder"], $0) }
        let gateway = try await TestGateway(plugins: [Video.self], devices: devices)
        return (gateway, try await gateway.client().get("/cgi-bin/videoencoder/getcapabilities").text)
    }

    @Test("sizes and rates beyond the sensor's are not offered")
    func sensorLimits() async throws {
        let camera = FakeCamera(maximumSize: PictureSize(width: 40, height: 40), maximumRate: 12)
        let (_, text) = try await reply(camera, [FakeEncoders()])
        #expect(!text.contains("64X48"))
        #expect(text.contains("<resolution name=\"32X24\">\n<framerate_range>1-12</framerate_range>"))
    }

    @Test("a sensor too slow or too small for every resolution leaves no video at all")
    func nothingFits() async throws {
        let slow = FakeEncoders(limits: [.main: [FakeEncoders.limit(64, 48, rate: 20...30)]])
        let camera = FakeCamera(maximumRate: 12)
        let (gateway, text) = try await reply(camera, [slow])
        #expect(text.contains("not supported"))
        #expect(gateway.gateway.capabilities.isEmpty)
    }

    @Test("several encoders are several modes, each with its own resolutions, and a change of mode follows them")
    func modes() async throws {
        let h265 = FakeEncoders(.h265, limits: [.main: [FakeEncoders.limit(32, 24, rate: 1...15)]])
        let (gateway, text) = try await reply(FakeCamera(), [FakeEncoders(), h265])
        let client = try await gateway.client()
        let first = try #require(text.firstRange(of: "H264")), second = try #require(text.firstRange(of: "H265"))
        #expect(first.lowerBound < second.lowerBound)
        #expect(gateway.gateway.capabilities == [.video])
        let stream = "/cgi-bin/videoencoder/stream1"
        #expect(await client.get("\(stream)?encode_mode=H265").reason == "resolution error")
        #expect(await client.get("\(stream)?encode_mode=H265&resolution=32X24").reason == "framerate range: 1-15")
        #expect(await client.get("\(stream)?encode_mode=H265&resolution=32X24&framerate=15").status == 200)
        #expect(await client.get("/cgi-bin/videoencoder/stream2?encode_mode=H265").reason == "encode_mode error")
    }

    @Test("without a camera or an encoder there is no video, and the reason is told")
    func missingDevices() async throws {
        for (devices, reason) in [
            ([(roles: ["camera"], device: FakeCamera() as any Sendable)], "board test has no video-encoder"),
            ([(roles: ["video-encoder"], device: FakeEncoders() as any Sendable)], "board test has no camera"),
        ] {
            let gateway = try await TestGateway(plugins: [Video.self], devices: devices)
            let outcome = gateway.gateway.modules.first?.outcome
            guard case .failure(let absence) = outcome else {
                Issue.record("video takes part without a device")
                continue
            }
            #expect(absence.reason == reason)
        }
    }
}

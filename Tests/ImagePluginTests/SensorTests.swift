import BoardDevices
import GatewayCore
import GatewayTesting
import ImagePlugin
import MediaCore
import Synchronization
import Testing

@Suite("The image module and the sensor")
struct SensorTests {
    /// A sensor with some controls of its own, one of which may be broken.
    private final class Sensor: FrameSource, ImageControls {
        let supported: Set<ImageControl>
        let maximumSize: PictureSize? = nil
        let maximumRate: Int? = nil
        private let state = Mutex<(values: [ImageControl: UInt8], broken: ImageControl?)>(([:], nil))

        init(_ supported: Set<ImageControl>) { self.supported = supported }

        var values: [ImageControl: UInt8] { state.withLock { $0.values } }

        func setBroken(_ control: ImageControl?) { state.withLock { $0.broken = control } }

        func set(_ control: ImageControl, to value: UInt8) throws(DeviceFault) {
            let isBroken = state.withLock { state -> Bool in
                if state.broken != control { state.values[control] = value }
                return state.broken == control
            }
            if isBroken { throw DeviceFault(.failed, "\(control) does not answer") }
        }

        func start(_ wish: CaptureWish, deliver: @escaping @Sendable (Frame) -> Void) throws(DeviceFault) {}
        func stop() {}
    }

    private func gateway(_ sensor: Sensor, roles: [String], store: MemoryStore = MemoryStore()) async throws -> (
        TestGateway, any FrameStage
    ) {
        let contracts = Contracts()
        let gateway = try await TestGateway(
            plugins: [Image.self], devices: [(roles, sensor)], store: store, contracts: contracts)
        return (gateway, try contracts.need((any FrameStage).self, "a stage"))
    }

    private let nothing = FrameContext(stream: nil, settings: nil)

    @Test("controls that the sensor has go to the sensor, the others into the picture")
    func division() async throws {
        let sensor = Sensor([.brightness, .contrast])
        let (gateway, stage) = try await gateway(sensor, roles: ["camera", "image-controls"])
        let client = try await gateway.client()
        #expect(sensor.values == [.brightness: 128, .contrast: 128])
        #expect(await client.get("/cgi-bin/image?brightness=200&contrast=10").status == 200)
        #expect(sensor.values == [.brightness: 200, .contrast: 10])
        #expect(!stage.changes(nothing))
        #expect(await client.get("/cgi-bin/image?saturation=0").status == 200)
        #expect(stage.changes(nothing))
        #expect(stage.place == .adjustment)
    }

    @Test("a sensor without controls leaves everything to software")
    func withoutControls() async throws {
        let (gateway, stage) = try await gateway(Sensor([.brightness]), roles: ["camera"])
        let client = try await gateway.client()
        #expect(!stage.changes(nothing))
        #expect(await client.get("/cgi-bin/image?brightness=228").status == 200)
        var frame = TestFrames.flat(PictureSize(width: 8, height: 8), luma: 100)
        stage.apply(to: &frame, nothing)
        #expect(TestFrames.average(frame, x: 0..<8, y: 0..<8) == [200, 128, 128])
        #expect(await client.get("/cgi-bin/image?brightness=128").status == 200)
        #expect(!stage.changes(nothing))
    }

    @Test("a control that fails takes the others back: all or nothing")
    func failure() async throws {
        let sensor = Sensor([.brightness, .contrast])
        let (gateway, _) = try await gateway(sensor, roles: ["camera", "image-controls"])
        let client = try await gateway.client()
        sensor.setBroken(.contrast)
        #expect(await client.get("/cgi-bin/image?brightness=200&contrast=10").reason == "device error")
        #expect(sensor.values == [.brightness: 128, .contrast: 128])
        #expect(await client.get("/cgi-bin/image").text.contains("brightness=\"128\" contrast=\"128\""))
    }

    @Test("a store that fails takes the sensor back")
    func fullStore() async throws {
        let sensor = Sensor([.brightness])
        let (gateway, stage) = try await gateway(sensor, roles: ["camera", "image-controls"])
        let client = try await gateway.client()
        gateway.store.setFull(true)
        #expect(await client.get("/cgi-bin/image?brightness=200&sharpness=0").reason == "storage error")
        #expect(sensor.values == [.brightness: 128])
        #expect(!stage.changes(nothing))
    }

    @Test("settings are in the sensor and in the pictures again after a restart")
    func restart() async throws {
        let store = MemoryStore()
        let (first, _) = try await gateway(Sensor([]), roles: ["camera", "image-controls"], store: store)
        _ = try await first.client().get("/cgi-bin/image?brightness=7&saturation=9")
        let sensor = Sensor([.brightness])
        let (_, stage) = try await gateway(sensor, roles: ["camera", "image-controls"], store: store)
        #expect(sensor.values == [.brightness: 7])
        #expect(stage.changes(nothing))
    }

    @Test("without a camera there is no image module")
    func noCamera() async throws {
        let gateway = try await TestGateway(plugins: [Image.self], devices: [(["image-controls"], Sensor([]))])
        #expect(try await gateway.client().get("/cgi-bin/image").reason == "not supported")
    }
}

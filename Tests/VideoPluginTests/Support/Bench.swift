import BoardDevices
import GatewayCore
import GatewayTesting
import MediaCore
import VideoPlugin

/// A gateway with the video module on simulated devices.
struct Bench {
    let camera: FakeCamera
    let encoders: FakeEncoders
    let stills = FakeStills()
    let gateway: TestGateway
    let video: any VideoFeeds

    var clock: ManualClock { gateway.clock }

    init(
        camera: FakeCamera = FakeCamera(), encoders: FakeEncoders = FakeEncoders(), store: MemoryStore = MemoryStore(),
        further: [any Plugin.Type] = [], hasScaler: Bool = true, contracts: Contracts = Contracts()
    ) async throws {
        self.camera = camera
        self.encoders = encoders
        var devices: [(roles: [String], device: any Sendable)] = [
            (["camera"], camera), (["video-encoder"], encoders), (["still-encoder"], stills),
        ]
        if hasScaler { devices.append((["scaler"], FakeScaler())) }
        gateway = try await TestGateway(
            plugins: further + [Video.self], devices: devices, store: store, contracts: contracts)
        video = try contracts.need((any VideoFeeds).self, "streams")
    }

    /// Reads a stream; the camera runs when this returns.
    func read(_ stream: VideoStream) async throws -> (Subscription, Heard<Packet>) {
        let heard = Heard<Packet>()
        guard let feed = video.packets(of: stream) else { throw TestFailure() }
        let subscription = feed.subscribe { heard.note($0) }
        try await eventually("the camera runs") { camera.isRunning }
        return (subscription, heard)
    }

    /// Takes a picture and waits until the reader has it.
    func take(_ level: UInt8, at milliseconds: Int64, for heard: Heard<Packet>) async throws -> Packet {
        let before = heard.all.count
        camera.take(level, at: milliseconds)
        try await eventually("picture \(level) arrives") { heard.all.count > before }
        return heard.all[before]
    }
}

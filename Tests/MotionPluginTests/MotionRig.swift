import GatewayCore
import GatewayTesting
import MediaCore
import MotionPlugin

/// A gateway with the motion module on a camera whose pictures a test paints.
struct MotionRig {
    let clock = ManualClock()
    let camera = PaintedCamera()
    let gateway: TestGateway
    let client: CGIClient

    init(store: MemoryStore = MemoryStore(), product: [String: String] = [:]) async throws {
        let contracts = Contracts()
        contracts.offer((any FrameFeed).self, camera)
        gateway = try await TestGateway(
            plugins: [Motion.self], devices: [], store: store, clock: clock, product: product, contracts: contracts)
        client = try await gateway.client()
    }

    /// A request to the motion interface.
    func motion(_ query: String = "") async -> Reply {
        await client.get("/cgi-bin/motion" + (query.isEmpty ? "" : "?\(query)"))
    }

    /// The module's reply with the given values in the place of the factory defaults.
    static func reply(
        enable: Int = 1, sensitivity: Int = 80, threshold: Int = 20, night: Int = 1, nightSensitivity: Int = 80,
        nightThreshold: Int = 20, grid: String = "22x18", area: String = factoryArea
    ) -> String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <motion enable="\(enable)" sensitivity="\(sensitivity)" alarmthreshold="\(threshold)" enable_nighttime="\(night)" \
        night_sensitivity="\(nightSensitivity)" night_alarmthreshold="\(nightThreshold)" blockcount="\(grid)" \
        areavalue="\(area)"/>

        """
    }

    /// All of 22x18: 396 blocks in 50 bytes, the last with four blocks.
    static let factoryArea = String(repeating: "f", count: 99) + "0"
}

/// A feed of pictures that tests paint.
struct PaintedCamera: FrameFeed {
    let frames = Feed<Frame>()
}

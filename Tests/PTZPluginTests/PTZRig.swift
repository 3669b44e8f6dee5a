import BenchHeadDriver
import BoardDevices
import GatewayCore
import GatewayTesting
import MediaCore
import PTZPlugin
import Synchronization

/// A gateway with the PTZ module on a simulated head and lens.
struct PTZRig {
    let clock: ManualClock
    let head: SimulatedHead
    let lens: SimulatedLens
    let gateway: TestGateway
    let client: CGIClient

    private let events: AsyncStream<CameraEvent>
    private let last = LastEvent()
    private let subscription: Subscription

    /// - Parameters:
    ///   - speed: of the head, degrees a second at speed 10.
    ///   - axes: of the lens; nil for a board without one.
    init(
        speed: Double = 10, axes: Set<LensAxis>? = Set(LensAxis.allCases), store: MemoryStore = MemoryStore(),
        product: [String: String] = [:]
    ) async throws {
        let clock = ManualClock()
        self.clock = clock
        head = SimulatedHead(limits: HeadLimits(pan: -170...170, tilt: -30...90), speed: speed, clock: clock)
        lens = SimulatedLens(axes: axes ?? [], clock: clock)
        var devices: [(roles: [String], device: any Sendable)] = [(["pan-tilt"], head)]
        if axes != nil { devices.append((["lens"], lens)) }
        gateway = try await TestGateway(
            plugins: [PTZ.self], devices: devices, store: store, clock: clock, product: product)
        client = try await gateway.client()
        let (stream, continuation) = AsyncStream.makeStream(of: CameraEvent.self)
        events = stream
        let last = last
        subscription = gateway.events.subscribe { event in
            last.event.withLock { $0 = event }
            continuation.yield(event)
        }
    }

    /// A request to the head.
    func ptz(_ query: String) async -> Reply {
        await client.get("/cgi-bin/ptz_ctrl?\(query)")
    }

    /// A request that must be accepted; returns whether it was.
    func accepts(_ query: String) async -> Bool {
        let reply = await ptz(query)
        return reply.status == 200
            && reply.text == "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ptz_ctrl>true</ptz_ctrl>\n"
    }

    /// Waits for the next event and tells whether it is this one.
    func hears(_ event: CameraEvent) async -> Bool {
        for await next in events { return next == event }
        return false
    }

    /// Lets time go on until head and lens have come to rest; the next event is then their end.
    func rests() async -> Bool {
        // The place is looked at on the head's thread, which takes real time; how much is of no account.
        while last.event.withLock({ $0 }) != .headMoving(false), !Task.isCancelled {
            clock.advance(by: .milliseconds(500))
            await Task.yield()
        }
        return await hears(.headMoving(false))
    }

    /// Where the head points, rounded to thousandths.
    var position: HeadPosition {
        get throws {
            let position = head.truePosition
            return HeadPosition(pan: (position.pan * 1_000).rounded() / 1_000, tilt: (position.tilt * 1_000).rounded() / 1_000)
        }
    }

    /// A request of the client's user that succeeds somewhere else in the camera.
    func somethingElse() {
        gateway.gateway.access.requestSucceeded(uid: client.uid)
    }
}

private final class LastEvent: Sendable {
    let event = Mutex<CameraEvent?>(nil)
}

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

    private let axes: Set<LensAxis>?
    private let speed: Double
    private let product: [String: String]
    private let heard: AsyncStream<CameraEvent>
    private let past = PastEvents()
    private let subscription: Subscription

    /// - Parameters:
    ///   - speed: of the head, degrees a second at speed 10.
    ///   - axes: of the lens; nil for a board without one.
    ///   - store: settings from earlier.
    ///   - product: further keys of the product.
    ///   - place: where the head truly stands.
    ///   - lensPlace: where the lens truly stands.
    ///   - measures: whether both always know where they are.
    ///   - fault: why the head does not answer at first.
    init(
        speed: Double = 10, axes: Set<LensAxis>? = Set(LensAxis.allCases), store: MemoryStore = MemoryStore(),
        product: [String: String] = [:], standingAt place: HeadPosition? = nil, lensAt lensPlace: [LensAxis: Double] = [:],
        measures: Bool = false, fault: DeviceFault? = nil
    ) async throws {
        let clock = ManualClock()
        self.clock = clock
        self.axes = axes
        self.speed = speed
        self.product = product
        head = SimulatedHead(
            limits: HeadLimits(pan: -170...170, tilt: -30...90), speed: speed, measures: measures, standingAt: place,
            clock: clock)
        lens = SimulatedLens(axes: axes ?? [], measures: measures, standingAt: lensPlace, clock: clock)
        head.setFault(fault)
        var devices: [(roles: [String], device: any Sendable)] = [(["pan-tilt"], head)]
        if axes != nil { devices.append((["lens"], lens)) }
        gateway = try await TestGateway(
            plugins: [PTZ.self], devices: devices, store: store, clock: clock, product: product)
        client = try await gateway.client()
        let (stream, continuation) = AsyncStream.makeStream(of: CameraEvent.self)
        heard = stream
        let past = past
        subscription = gateway.events.subscribe { event in
            past.events.withLock { $0.append(event) }
            continuation.yield(event)
        }
    }

    /// The camera that is found after the process or the power was gone, with the mechanism where it stood.
    ///
    /// - Parameter store: what was stored by then.
    func successor(store: MemoryStore, product: [String: String]? = nil) async throws -> PTZRig {
        try await PTZRig(
            speed: speed, axes: axes, store: store, product: product ?? self.product, standingAt: head.truePosition,
            lensAt: lens.truePosition)
    }

    /// A request to the head.
    func ptz(_ query: String) async -> Reply {
        await ask("/cgi-bin/ptz_ctrl?\(query)")
    }

    /// A request that must be accepted; returns whether it was.
    func accepts(_ query: String) async -> Bool {
        let reply = await ptz(query)
        return reply.status == 200
            && reply.text == "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ptz_ctrl>true</ptz_ctrl>\n"
    }

    /// A request to an interface beyond the document.
    func get(_ target: String) async -> Reply {
        await ask("/cgi-bin/ptz_\(target)")
    }

    /// Asks; a session that has ended meanwhile is renewed.
    private func ask(_ target: String) async -> Reply {
        let reply = await client.get(target)
        guard reply.reason == "uid error" else { return reply }
        try? await client.login(user: "admin", password: "admin")
        return await client.get(target)
    }

    /// An attribute of a reply's root element.
    func attribute(_ name: String, of target: String = "position") async -> String? {
        let text = await get(target).text
        guard let start = text.firstRange(of: " \(name)=\"")?.upperBound else { return nil }
        return String(text[start...].prefix { $0 != "\"" })
    }

    /// Waits for the next event and tells whether it is this one.
    func hears(_ event: CameraEvent) async -> Bool {
        for await next in heard { return next == event }
        return false
    }

    /// What has happened so far.
    var events: [CameraEvent] { past.events.withLock { $0 } }

    /// Lets time go on until head and lens have come to rest; the next event is then their end.
    func rests() async -> Bool {
        await goesOn { events.last == .headMoving(false) }
        return await hears(.headMoving(false))
    }

    /// Lets time go on, in steps, until something has happened. Devices are asked on the head's thread, which takes real time; how
    /// much is of no account.
    func goesOn(by step: Duration = .milliseconds(100), until condition: () async -> Bool) async {
        while await !condition(), !Task.isCancelled {
            clock.advance(by: step)
            await Task.yield()
        }
    }

    /// Moves for some time, then stops.
    func move(_ query: String, _ time: Duration) async {
        _ = await accepts(query)
        clock.advance(by: time)
        _ = await accepts("stop=1")
    }

    /// What the store says durably of the head, or the lens.
    func record(_ part: String = "head") -> String? {
        gateway.store.values(in: "ptz.position")[part]
    }

    /// Where the head truly points, rounded to thousandths.
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

private final class PastEvents: Sendable {
    let events = Mutex<[CameraEvent]>([])
}

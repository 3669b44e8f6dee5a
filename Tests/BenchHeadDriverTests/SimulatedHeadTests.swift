import BenchHeadDriver
import BoardDevices
import GatewayTesting
import MediaCore
import Testing

@Suite("A simulated head")
struct SimulatedHeadTests {
    let clock = ManualClock()

    @Test("keeps every promise of a pan and tilt head")
    func conforms() async throws {
        let head = SimulatedHead(limits: HeadLimits(pan: -170...170, tilt: -30...90), clock: clock)
        let clock = clock
        #expect(try await PanTiltHeadConformance(head) { clock.advance(by: $0) }.violations() == [])
    }

    @Test("starts at 0, 0 and stands")
    func start() throws {
        let head = SimulatedHead(clock: clock)
        clock.advance(by: .seconds(100))
        #expect(try head.position == HeadPosition(pan: 0, tilt: 0))
        #expect(!head.isMoving)
    }

    @Test("starts at its nearest limit where 0 lies outside")
    func startOutside() throws {
        let head = SimulatedHead(limits: HeadLimits(pan: 10...50, tilt: -80 ... -20), clock: clock)
        #expect(try head.position == HeadPosition(pan: 10, tilt: -20))
    }

    @Test("turns by its speed, a tenth of it a step", arguments: 1...10)
    func speeds(speed: Int) throws {
        let head = SimulatedHead(speed: 10, clock: clock)
        try head.drive(pan: 1, tilt: -1, speed: speed)
        clock.advance(by: .seconds(2))
        let position = try head.position
        #expect(abs(position.pan - Double(speed) * 2) < 1e-9)
        #expect(abs(position.tilt + Double(speed) * 2) < 1e-9)
        #expect(head.speed == speed)
        #expect(head.isMoving)
    }

    @Test("stops exactly at a limit while the other axis goes on")
    func limit() throws {
        let head = SimulatedHead(limits: HeadLimits(pan: -20...20, tilt: -80...80), speed: 10, clock: clock)
        try head.drive(pan: -1, tilt: 1, speed: 10)
        clock.advance(by: .seconds(3))
        #expect(try head.position == HeadPosition(pan: -20, tilt: 30))
        #expect(head.isMoving)
        clock.advance(by: .seconds(6))
        #expect(try head.position == HeadPosition(pan: -20, tilt: 80))
        #expect(!head.isMoving)
    }

    @Test("a broken one refuses every command and moves on")
    func broken() throws {
        let head = SimulatedHead(speed: 10, clock: clock)
        try head.drive(pan: 1, tilt: 0, speed: 10)
        let fault = DeviceFault(.failed, "cable")
        head.setFault(fault)
        #expect(throws: fault) { try head.stop() }
        #expect(throws: fault) { try head.position }
        #expect(throws: fault) { try head.go(to: HeadPosition(pan: 0, tilt: 0), speed: 5) }
        clock.advance(by: .seconds(1))
        #expect(head.isMoving)
        head.setFault(nil)
        #expect(try head.position.pan == 10)
    }
}

@Suite("A simulated lens")
struct SimulatedLensTests {
    let clock = ManualClock()

    @Test(
        "keeps every promise of a lens",
        arguments: [Set(LensAxis.allCases), [.zoom], [.focus, .iris]])
    func conforms(axes: Set<LensAxis>) async throws {
        let lens = SimulatedLens(axes: axes, clock: clock)
        let clock = clock
        #expect(try await LensConformance(lens) { clock.advance(by: $0) }.violations() == [])
    }

    @Test("starts in the middle and takes its travel time from end to end")
    func travel() throws {
        let lens = SimulatedLens(travel: 8, clock: clock)
        #expect(try lens.position == [.zoom: 0.5, .focus: 0.5, .iris: 0.5])
        try lens.drive(.zoom, direction: 1)
        clock.advance(by: .seconds(2))
        #expect(try lens.position == [.zoom: 0.75, .focus: 0.5, .iris: 0.5])
        #expect(lens.moving == [.zoom])
        clock.advance(by: .seconds(2))
        #expect(try lens.position[.zoom] == 1)
        #expect(lens.moving == [])
    }

    @Test("a broken one refuses every command")
    func broken() throws {
        let lens = SimulatedLens(clock: clock)
        let fault = DeviceFault(.failed, "cable")
        lens.setFault(fault)
        #expect(throws: fault) { try lens.drive(.zoom, direction: 1) }
        #expect(throws: fault) { try lens.stop() }
        #expect(throws: fault) { try lens.position }
    }
}

import BenchHeadDriver
import BoardDevices
import GatewayTesting
import MediaCore
import Synchronization
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
        #expect(head.truePosition == HeadPosition(pan: 0, tilt: 0))
        #expect(!head.isMoving)
    }

    @Test("starts at its nearest limit where 0 lies outside")
    func startOutside() throws {
        let head = SimulatedHead(limits: HeadLimits(pan: 10...50, tilt: -80 ... -20), clock: clock)
        #expect(head.truePosition == HeadPosition(pan: 10, tilt: -20))
    }

    @Test("turns by its speed, a tenth of it a step", arguments: 1...10)
    func speeds(speed: Int) throws {
        let head = SimulatedHead(speed: 10, clock: clock)
        try head.drive(pan: 1, tilt: -1, speed: speed)
        clock.advance(by: .seconds(2))
        let position = head.truePosition
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
        #expect(head.truePosition == HeadPosition(pan: -20, tilt: 30))
        #expect(head.isMoving)
        clock.advance(by: .seconds(6))
        #expect(head.truePosition == HeadPosition(pan: -20, tilt: 80))
        #expect(!head.isMoving)
    }

    @Test("that measures keeps every promise too")
    func measures() async throws {
        let head = SimulatedHead(measures: true, standingAt: HeadPosition(pan: 12, tilt: -3), clock: clock)
        #expect(try head.report == HeadReport(position: HeadPosition(pan: 12, tilt: -3), confidence: .homed, isMoving: false))
        let clock = clock
        #expect(try await PanTiltHeadConformance(head) { clock.advance(by: $0) }.violations() == [])
    }

    @Test("counts from where it believes to be until it is homed")
    func homing() throws {
        let head = SimulatedHead(speed: 10, standingAt: HeadPosition(pan: 50, tilt: -20), clock: clock)
        #expect(try head.report == HeadReport(position: HeadPosition(pan: 0, tilt: 0), confidence: .unknown, isMoving: false))
        try head.home()
        clock.advance(by: .seconds(4))
        #expect(try head.report.confidence == .unknown)
        #expect(try head.report.isMoving)
        clock.advance(by: .seconds(1))
        #expect(try head.report == HeadReport(position: HeadPosition(pan: 0, tilt: 0), confidence: .homed, isMoving: false))
        #expect(head.truePosition == HeadPosition(pan: 0, tilt: 0))
    }

    @Test("that was told wrongly goes wrong, but never beyond its mechanism")
    func misled() throws {
        let head = SimulatedHead(speed: 10, standingAt: HeadPosition(pan: 50, tilt: 0), clock: clock)
        try head.trust(HeadPosition(pan: 20, tilt: 0))
        try head.go(to: HeadPosition(pan: 0, tilt: 0), speed: 10)
        clock.advance(by: .seconds(10))
        #expect(head.truePosition.pan == 30)
        try head.drive(pan: 1, tilt: 0, speed: 10)
        clock.advance(by: .seconds(60))
        #expect(head.truePosition.pan == 170)
    }

    @Test("that is slow to answer moves before it does, and stops meanwhile")
    func slow() async throws {
        let head = SimulatedHead(speed: 10, delay: .seconds(1), clock: clock)
        let answered = Answer()
        let caller = BackgroundThread(name: "caller") {
            try? head.drive(pan: 1, tilt: 0, speed: 10)
            answered.isThere.withLock { $0 = true }
        }
        try await eventually("it moves") { head.isMoving }
        clock.advance(by: .milliseconds(500))
        #expect(!answered.isThere.withLock { $0 })
        try head.stop()
        #expect(!head.isMoving && head.truePosition.pan > 0)
        while !answered.isThere.withLock({ $0 }) { clock.advance(by: .milliseconds(100)) }
        caller.join()
        #expect(!head.isMoving)
    }

    @Test("that jams stops where it is and says why until the next command")
    func jams() throws {
        let head = SimulatedHead(speed: 10, clock: clock)
        try head.home()
        try head.go(to: HeadPosition(pan: 90, tilt: 0), speed: 10)
        clock.advance(by: .seconds(2))
        let fault = DeviceFault(.failed, "stall")
        head.jam(fault)
        clock.advance(by: .seconds(2))
        #expect(head.truePosition.pan == 20)
        #expect(
            try head.report
                == HeadReport(position: HeadPosition(pan: 20, tilt: 0), confidence: .unknown, isMoving: false, fault: fault))
        try head.stop()
        #expect(try head.report.fault == nil)
    }

    @Test("keeps its place and its way when the process ends")
    func outlives() throws {
        let folder = try TemporaryFolder()
        let file = folder.path + "/head.mechanism"
        try folder.write(Array("pan nan 1 1 1\ntilt 0 0\nroll 1 1 1 1\n\u{FF}".utf8), to: "head.mechanism")
        let head = SimulatedHead(speed: 10, keptIn: file, clock: clock)
        #expect(head.truePosition == HeadPosition(pan: 0, tilt: 0))
        try head.go(to: HeadPosition(pan: 90, tilt: -12.3), speed: 10)
        clock.advance(by: .seconds(2))
        let later = SimulatedHead(speed: 10, keptIn: file, clock: clock)
        #expect(later.truePosition == HeadPosition(pan: 20, tilt: -12.3))
        #expect(
            try later.report == HeadReport(position: HeadPosition(pan: 0, tilt: 0), confidence: .unknown, isMoving: true))
        clock.advance(by: .seconds(20))
        #expect(later.truePosition == HeadPosition(pan: 90, tilt: -12.3))
    }

    @Test("a broken one refuses every command and moves on")
    func broken() throws {
        let head = SimulatedHead(speed: 10, clock: clock)
        try head.drive(pan: 1, tilt: 0, speed: 10)
        let fault = DeviceFault(.failed, "cable")
        head.setFault(fault)
        #expect(throws: fault) { try head.stop() }
        #expect(throws: fault) { try head.report }
        #expect(throws: fault) { try head.go(to: HeadPosition(pan: 0, tilt: 0), speed: 5) }
        clock.advance(by: .seconds(1))
        #expect(head.isMoving)
        head.setFault(nil)
        #expect(head.truePosition.pan == 10)
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
        #expect(lens.truePosition == [.zoom: 0.5, .focus: 0.5, .iris: 0.5])
        try lens.drive(.zoom, direction: 1)
        clock.advance(by: .seconds(2))
        #expect(lens.truePosition == [.zoom: 0.75, .focus: 0.5, .iris: 0.5])
        #expect(lens.moving == [.zoom])
        clock.advance(by: .seconds(2))
        #expect(lens.truePosition[.zoom] == 1)
        #expect(lens.moving == [])
    }

    @Test("that measures keeps every promise too")
    func measures() async throws {
        let lens = SimulatedLens(measures: true, standingAt: [.zoom: 0.1], clock: clock)
        #expect(try lens.report.position == [.zoom: 0.1, .focus: 0.5, .iris: 0.5])
        let clock = clock
        #expect(try await LensConformance(lens) { clock.advance(by: $0) }.violations() == [])
    }

    @Test("counts from where it believes its axes to be until it is homed, and jams")
    func homing() throws {
        let lens = SimulatedLens(axes: [.zoom], standingAt: [.zoom: 0], clock: clock)
        #expect(try lens.report == LensReport(position: [.zoom: 0.5], confidence: .unknown, isMoving: false))
        try lens.home()
        #expect(try lens.report.isMoving)
        clock.advance(by: .seconds(2))
        #expect(try lens.report == LensReport(position: [.zoom: 0.5], confidence: .homed, isMoving: false))
        #expect(lens.truePosition == [.zoom: 0.5])
        try lens.drive(.zoom, direction: 1)
        clock.advance(by: .seconds(1))
        let fault = DeviceFault(.failed, "stall")
        lens.jam(fault)
        #expect(
            try lens.report == LensReport(position: [.zoom: 0.75], confidence: .unknown, isMoving: false, fault: fault))
        try lens.trust([.zoom: 0.75])
        #expect(try lens.report.confidence == .known)
    }

    @Test("keeps its place when the process ends")
    func outlives() throws {
        let folder = try TemporaryFolder()
        let file = folder.path + "/lens.mechanism"
        let lens = SimulatedLens(keptIn: file, clock: clock)
        try lens.go(.focus, to: 0.7)
        clock.advance(by: .seconds(10))
        let later = SimulatedLens(keptIn: file, clock: clock)
        #expect(later.truePosition == [.zoom: 0.5, .focus: 0.7, .iris: 0.5])
        #expect(
            try later.report
                == LensReport(position: [.zoom: 0.5, .focus: 0.5, .iris: 0.5], confidence: .unknown, isMoving: false))
    }

    @Test("a broken one refuses every command")
    func broken() throws {
        let lens = SimulatedLens(clock: clock)
        let fault = DeviceFault(.failed, "cable")
        lens.setFault(fault)
        #expect(throws: fault) { try lens.drive(.zoom, direction: 1) }
        #expect(throws: fault) { try lens.stop() }
        #expect(throws: fault) { try lens.report }
    }
}

private final class Answer: Sendable {
    let isThere = Mutex(false)
}

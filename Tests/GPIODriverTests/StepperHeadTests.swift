import BoardDevices
import GatewayTesting
import MediaCore
import Testing

@testable import GPIODriver

@Suite("A head with stepper motors")
struct StepperHeadTests {
    private static let stall = Homing(end: .high, usesSwitch: false, place: 175, speed: 200, travel: 352)
    private static let chip = MotorSettings.Drive.pulses(width: .microseconds(10), hasEnable: true)

    @Test(
        "keeps what every head promises",
        arguments: [
            (StepperBench.settings(), 0, MotorModel.Kind.coils),
            (StepperBench.settings(backlash: 11), 11, .coils),
            (StepperBench.settings(home: stall), 0, .coils),
            (StepperBench.settings(drive: chip), 0, .chip),
        ])
    func conformance(settings: MotorSettings, play: Int, kind: MotorModel.Kind) async throws {
        let bench = StepperBench(settings, play: play, kind: kind)
        let suite = PanTiltHeadConformance(bench.head) { bench.advance($0) }
        #expect(try await suite.violations() == [])
        #expect(bench.pan.losses + bench.tilt.losses <= (settings.switches.isEmpty ? 10_000 : 2))
    }

    @Test("a move drives the coils in their order, once a step, and leaves them without current after a while")
    func sequence() throws {
        let bench = StepperBench()
        try bench.home()
        try bench.go(0)
        bench.advance(.seconds(1))
        bench.pan.forget()
        try bench.go(10)
        bench.advance(.milliseconds(350))
        #expect(bench.pan.isDriven)
        bench.advance(.milliseconds(200))
        let steps = StepperBench.step(10)
        let order: [UInt8] = [0b0001, 0b0011, 0b0010, 0b0110, 0b0100, 0b1100, 0b1000, 0b1001]
        #expect(bench.pan.levels == (0...steps).map { order[$0 % 8] } + [0])
        #expect(bench.pan.rotor == steps)
        #expect(bench.tilt.levels.last == 0)
    }

    @Test("in full steps two coils pull at a time")
    func fullSteps() throws {
        let bench = StepperBench(StepperBench.settings(drive: .coils(.full)))
        try bench.home()
        bench.pan.forget()
        try bench.go(0)
        bench.advance(.seconds(1))
        #expect(bench.pan.levels.dropLast().allSatisfy { [0b0011, 0b0110, 0b1100, 0b1001].contains($0) })
        #expect(bench.pan.losses <= 1)
    }

    @Test("a chip sees the direction before the step, and a pulse of its length a step")
    func pulses() throws {
        let bench = StepperBench(StepperBench.settings(drive: StepperHeadTests.chip), kind: .chip)
        try bench.home()
        bench.advance(.seconds(1))
        bench.pan.forget()
        let before = bench.pan.rotor
        try bench.go(-160)
        bench.advance(.seconds(1))
        let steps = bench.pan.rotor - before
        #expect(steps == StepperBench.step(-160) - StepperBench.step(-170))
        #expect(bench.pan.levels == [6] + (0..<steps).flatMap { _ -> [UInt8] in [7, 6] } + [0])
        let rises = zip(bench.pan.levels, bench.pan.times).filter { $0.0 == 7 }.map(\.1)
        let falls = zip(bench.pan.levels, bench.pan.times).filter { $0.0 == 6 }.map(\.1).dropFirst()
        #expect(zip(rises, falls).allSatisfy { $1 - $0 == 10_000 })
    }

    @Test("speed grows and falls steadily, never beyond the fastest, and never by more than the motor can")
    func ramp() throws {
        let bench = StepperBench()
        try bench.home()
        try bench.go(-100)
        bench.advance(.seconds(1))
        bench.pan.forget()
        try bench.go(100)
        let moments = bench.pan.times
        let periods = zip(moments.dropFirst(), moments).map { $0 - $1 }.dropFirst()
        let speeds = periods.map { 1e9 / Double($0) }
        #expect(abs((speeds.first ?? 0) - 200) < 1 && (speeds.max() ?? 0) <= 1_000.1 && (speeds.max() ?? 0) > 990)
        for (slow, fast) in zip(speeds, speeds.dropFirst()) {
            // Between two steps: a change of at most acceleration times the time between them, and a little for rounding.
            #expect(abs(fast - slow) <= 2_000 / min(slow, fast) + 1)
        }
        #expect(zip(speeds, speeds.reversed()).allSatisfy { abs($0 - $1) < 15 })
    }

    @Test("a stop at full speed is over within 20 ms, and the count is still exact", arguments: 1...10)
    func stopsInTime(speed: Int) throws {
        let bench = StepperBench()
        try bench.home()
        try bench.go(-150)
        try bench.head.drive(pan: 1, tilt: 0, speed: speed)
        bench.advance(.seconds(1))
        let stopped = bench.clock.now
        try bench.head.stop()
        bench.advance(.milliseconds(100))
        let last = try #require(bench.pan.times.last)
        #expect(last - stopped.nanoseconds <= 20_000_000)
        #expect(try !bench.head.report.isMoving)
        #expect(try bench.head.report.position?.pan == Double(bench.pan.rotor) / (4_096.0 / 360))
    }

    @Test("the limits hold to the step, also below zero")
    func limits() throws {
        let bench = StepperBench(StepperBench.settings(limits: -120.3...(-20.7)))
        try bench.home()
        for (pan, end) in [(1, -20.7), (-1, -120.3)] {
            try bench.head.drive(pan: pan, tilt: 0, speed: 10)
            try bench.settle()
            let inside = end * 4_096 / 360
            #expect(bench.pan.rotor == Int(inside.rounded(pan > 0 ? .down : .up)))
        }
        try bench.go(500)
        #expect(bench.pan.rotor == Int((-20.7 * 4_096 / 360).rounded(.down)))
    }

    @Test("play is taken up: a place is the same from both sides")
    func backlash() throws {
        let bench = StepperBench(StepperBench.settings(backlash: 11), play: 11)
        try bench.home()
        try bench.go(30)
        let place = bench.pan.head
        #expect(place == StepperBench.step(30))
        for pan in [80.0, -80, 31, 29, 30.5] {
            try bench.go(pan)
            #expect(bench.pan.head == StepperBench.step(pan))
            #expect(bench.pan.rotor == bench.pan.head + 11, "the motor rests at the upper flank")
            try bench.go(30)
            #expect(bench.pan.head == place)
        }
        try bench.head.drive(pan: -1, tilt: 0, speed: 3)
        bench.advance(.milliseconds(700))
        try bench.head.stop()
        bench.advance(.milliseconds(20))
        let stopped = bench.pan.head
        #expect(try bench.head.report.isMoving)
        try bench.settle()
        #expect(bench.pan.head == stopped && bench.pan.rotor == stopped + 11)
    }

    @Test("a reversed motor turns the other way")
    func reversed() throws {
        let bench = StepperBench(StepperBench.settings(isReversed: true))
        try bench.head.trust(HeadPosition(pan: 0, tilt: 0))
        let before = bench.pan.rotor
        try bench.go(10)
        #expect(abs(before - bench.pan.rotor - StepperBench.step(10)) <= 4)
    }

    @Test("two motors arrive together, though one has the shorter way", arguments: [3, 10])
    func together(speed: Int) throws {
        let bench = StepperBench()
        try bench.home()
        try bench.go(-100, -100)
        bench.pan.forget()
        bench.tilt.forget()
        let begun = bench.clock.now.nanoseconds
        try bench.go(100, -60, speed: speed)
        let (pan, tilt) = (try #require(bench.pan.times.last), try #require(bench.tilt.times.last))
        #expect(abs(Double(pan - tilt)) < 0.05 * Double(pan - begun))
    }

    @Test("a thousand random moves, stops and recalls lose no step")
    func thousandMoves() throws {
        var random = Dice(7)
        let bench = StepperBench(StepperBench.settings(backlash: 5), play: 5)
        try bench.home()
        let presets = (0..<10).map { _ in
            HeadPosition(pan: .random(in: -170...170, using: &random), tilt: .random(in: -170...170, using: &random))
        }
        for round in 0..<1_000 {
            switch round % 4 {
            case 0:
                try bench.go(.random(in: -200...200, using: &random), .random(in: -200...200, using: &random))
            case 1:
                try bench.head.drive(
                    pan: .random(in: -1...1, using: &random), tilt: .random(in: -1...1, using: &random),
                    speed: .random(in: 1...10, using: &random))
                bench.advance(.milliseconds(.random(in: 1...1_500, using: &random)))
                try bench.head.stop()
                if Bool.random(using: &random) { try bench.settle() }
            case 2:
                // A command before the last motion has ended.
                try bench.head.go(
                    to: HeadPosition(pan: .random(in: -170...170, using: &random), tilt: 0), speed: 10)
                bench.advance(.milliseconds(.random(in: 1...800, using: &random)))
            default:
                let preset = presets[round / 4 % 10]
                try bench.go(preset.pan, preset.tilt, speed: .random(in: 1...10, using: &random))
                #expect(bench.pan.head == StepperBench.step(preset.pan) && bench.tilt.head == StepperBench.step(preset.tilt))
            }
        }
        #expect(bench.pan.losses + bench.tilt.losses <= 2)
    }

    @Test("steps that come late never come too soon after one another")
    func late() throws {
        var random = Dice(3)
        let bench = StepperBench()
        try bench.home()
        bench.pan.forget()
        try bench.head.go(to: HeadPosition(pan: 0, tilt: -170), speed: 10)
        while let next = bench.head.beat(at: bench.clock.now), try bench.head.report.isMoving {
            let late = Duration.microseconds(.random(in: 0...3_000, using: &random))
            bench.clock.advance(by: max(.zero, next - bench.clock.now) + late)
        }
        let moments = bench.pan.times
        #expect(zip(moments.dropFirst(), moments).allSatisfy { $0 - $1 >= 750_000 })
        #expect(bench.pan.rotor == 0)
        #expect(try #require(bench.head.timing.pan).worst >= 1_000_000)
    }

    @Test("a head on its own thread makes the same steps")
    func thread() async throws {
        let pan = MotorModel(at: 5)
        let settings = StepperBench.settings(ramp: Ramp(start: 2_000, top: 5_000, acceleration: 20_000))
        let head = StepperHead(
            pan: StepperAxis(settings, lines: pan, switches: nil), tilt: nil, clock: SystemMonotonicClock())
        head.start(name: "test-head", logger: LogRecorder().logger)
        try head.trust(HeadPosition(pan: 0, tilt: 0))
        try head.go(to: HeadPosition(pan: 90, tilt: 0), speed: 10)
        try await eventually("the head arrives") { (try? head.report.isMoving) == false }
        #expect(try head.report.position?.pan == 90)
        #expect(try #require(head.timing.pan).steps == 1_024)
        try head.drive(pan: 1, tilt: 0, speed: 1)
        try await eventually("the head turns") { (try? head.report.position?.pan ?? 0) ?? 0 > 91 }
        try head.stop()
        try await eventually("the head stops") { (try? head.report.isMoving) == false }
        #expect(try #require(head.timing.pan).steps > 1_024)
    }

    @Test("a head that goes away leaves its coils without current")
    func end() throws {
        let pan = MotorModel()
        do {
            let head = StepperHead(
                pan: StepperAxis(StepperBench.settings(), lines: pan, switches: pan), tilt: nil, clock: ManualClock())
            try head.drive(pan: 1, tilt: 0, speed: 5)
            _ = head.beat(at: MonotonicInstant(nanoseconds: 1_000_000_000))
            #expect(pan.isDriven)
        }
        #expect(!pan.isDriven)
    }
}

/// Random numbers that are the same each time.
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        var mixed = state
        mixed ^= mixed >> 33
        mixed = mixed &* 0xff51_afd7_ed55_8ccd
        return mixed ^ (mixed >> 33)
    }
}

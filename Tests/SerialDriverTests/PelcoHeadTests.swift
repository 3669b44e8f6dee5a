import BoardDevices
import GatewayTesting
import MediaCore
import Testing

@testable import SerialDriver

@Suite("A Pelco head on a serial line")
struct PelcoHeadTests {
    private static let kinds: [PelcoModel.Kind] = [.d, .p]

    private func driver(_ kind: PelcoModel.Kind) -> any Driver.Type { kind == .d ? PelcoDDriver.self : PelcoPDriver.self }

    private func bench(
        _ kind: PelcoModel.Kind, _ keys: [String: String] = [:], address: UInt8 = 1
    ) throws -> (SerialBench, PelcoModel) {
        let clock = ManualClock()
        let model = PelcoModel(kind, address: address, clock: clock)
        let all = ["address": "\(address)", "tilt": "-90..0"].merging(keys) { $1 }
        return (try SerialBench(driver(kind), all, clock: clock, model.hear), model)
    }

    @Test("one that tells positions keeps what every head and lens promises", arguments: kinds)
    func measuring(kind: PelcoModel.Kind) async throws {
        let (bench, _) = try bench(kind, ["positions": "true", "pan": "-170..170"])
        let (head, lens) = (try bench.head, try bench.lens)
        // Commands are not answered: only after an answer has the model heard what was said before.
        let headSuite = PanTiltHeadConformance(head) { duration in
            _ = try head.report
            bench.clock.advance(by: duration)
        }
        let broken = try await headSuite.violations()
        #expect(broken == [])
        let lensSuite = LensConformance(lens) { duration in
            _ = try head.report
            bench.clock.advance(by: duration)
        }
        let brokenOfLens = try await lensSuite.violations()
        #expect(brokenOfLens == [])
    }

    @Test("one that tells nothing keeps what is left", arguments: kinds)
    func blind(kind: PelcoModel.Kind) async throws {
        let (bench, _) = try bench(kind)
        #expect(try await PanTiltHeadConformance(try bench.head) { bench.clock.advance(by: $0) }.violations() == [])
        #expect(try await LensConformance(try bench.lens) { bench.clock.advance(by: $0) }.violations() == [])
    }

    @Test("each command is the frame of the manual, and a stop comes twice", arguments: kinds)
    func frames(kind: PelcoModel.Kind) async throws {
        let (bench, model) = try bench(kind, address: 3)
        let format: PelcoProtocol = kind == .d ? .d(address: 3) : .p(address: 3)
        let (head, lens) = (try bench.head, try bench.lens)
        try head.drive(pan: 1, tilt: -1, speed: 1)
        try lens.drive(.zoom, direction: 1)
        try lens.stop()
        try head.stop()
        let memory = try #require(head.memory)
        try memory.store(9)
        try memory.recall(9)
        try memory.clear(9)
        let words: [[UInt8]] = [
            [0, 0x12, 1, 1], [0, 0x32, 1, 1], [0, 0x12, 1, 1], [0, 0x12, 1, 1], [0, 0, 0, 0], [0, 0, 0, 0],
            [0, 3, 0, 9], [0, 7, 0, 9], [0, 5, 0, 9],
        ]
        try await eventually("all frames") { model.frames.count == words.count }
        #expect(model.frames.map { Array($0[2...5]) } == words)
        #expect(model.frames.allSatisfy { $0.count == format.length })
    }

    @Test("a preset of its own is recalled where it was stored, and bad numbers are refused")
    func presets() async throws {
        let (bench, model) = try bench(.d)
        let head = try bench.head
        let memory = try #require(head.memory)
        for number in [0, 256, -1, .max] {
            #expect(throws: DeviceFault.self) { try memory.store(number) }
        }
        try head.drive(pan: 1, tilt: 0, speed: 10)
        try await eventually("the head turns") { model.isMoving }
        bench.clock.advance(by: .seconds(1))
        try head.stop()
        try await eventually("the head stands") { !model.isMoving }
        try memory.store(255)
        try head.drive(pan: -1, tilt: 0, speed: 10)
        try await eventually("the head turns") { model.isMoving }
        bench.clock.advance(by: .seconds(2))
        try memory.recall(255)
        #expect(try head.report.isMoving && head.report.position == nil)
        try await eventually("the frame has come") { model.frames.count == 6 }
        bench.clock.advance(by: .seconds(60))
        #expect(model.look { $0.pan.place(at: bench.clock.now) } == 63)
        #expect(try !head.report.isMoving)
    }

    @Test("limits narrower than the mechanism's hold while it is driven")
    func limits() async throws {
        let (bench, model) = try bench(.d, ["positions": "true", "pan": "-40..-10"])
        let head = try bench.head
        try head.go(to: HeadPosition(pan: 100, tilt: -20), speed: 5)
        try await eventually("the head turns") { model.frames.last?[3] == 0x4d }
        bench.clock.advance(by: .seconds(5))
        #expect(try head.report.position == HeadPosition(pan: -10, tilt: -20))
        try head.drive(pan: 1, tilt: 0, speed: 10)
        try head.drive(pan: -1, tilt: 0, speed: 10)
        try await eventually("the head turns") { model.isMoving }
        try await eventually("the head is held at its limit") {
            bench.clock.advance(by: .milliseconds(1))
            return model.look { $0.pan.place(at: bench.clock.now) } == -40 && !model.isMoving
        }
    }

    @Test("noise harms no answer and no stop: bytes lost, changed, doubled", arguments: kinds)
    func noise(kind: PelcoModel.Kind) async throws {
        let (bench, model) = try bench(kind, ["positions": "true", "patience": "100", "tries": "10"])
        let head = try bench.head
        model.look { $0.noise = (Dice(11), 40) }
        var right = 0
        for round in 0..<60 {
            let pan = Double(round * 5 - 150)
            model.look { $0.pan.go(to: pan, 1_000_000, at: bench.clock.now) }
            bench.clock.advance(by: .seconds(1))
            if try head.report.position?.pan == pan { right += 1 }
        }
        #expect(right == 60)
    }

    @Test("a stop goes out while another call waits for an answer that never comes")
    func stopWhileWaiting() async throws {
        let (bench, model) = try bench(.d, ["positions": "true", "patience": "60000", "tries": "1"])
        let head = try bench.head
        model.look { $0.answers = false }
        let waiting = BackgroundThread(name: "test-asks") { _ = try? head.report }
        try await eventually("the question is out") { model.frames.last?[3] == 0x51 }
        try head.stop()
        try await eventually("the stop has come") { model.frames.suffix(2).allSatisfy { $0[3] == 0 } }
        bench.terminal.say(PelcoProtocol.d(address: 1).frame(.command(0x59, 0)))
        try await eventually("the next question is out") { model.frames.last?[3] == 0x53 }
        bench.terminal.say(PelcoProtocol.d(address: 1).frame(.command(0x5b, 0)))
        waiting.join()
        let stops = model.frames.filter { $0[2...5].allSatisfy { $0 == 0 } }
        #expect(stops.count >= 3, "the stop is said again after the answer")
    }

    @Test("a head that never answers is absent, and one that stops to answer is a fault", arguments: kinds)
    func silent(kind: PelcoModel.Kind) throws {
        let clock = ManualClock()
        let folder = try TemporaryFolder()
        let terminal = try PseudoTerminal(at: "\(folder.path)/line") { _ in [] }
        let quick = ["positions": "true", "patience": "10", "tries": "2"]
        let absent = try SerialBench.board(driver(kind), quick, port: terminal.path, clock: clock)
        #expect(throws: MissingRole.self) { () throws in let _: any PanTiltHead = try absent.device(.panTilt) }
        let (bench, model) = try bench(kind, quick.merging(["patience": "2000"]) { $1 })
        model.look { $0.answers = false }
        do {
            _ = try bench.head.report
            Issue.record("the head answered")
        } catch let fault as DeviceFault {
            #expect(fault.kind == .failed && fault.message.contains("no answer from the Pelco-\(kind == .d ? "D" : "P") head"))
        }
    }

    @Test("a line that is cut is named, and used again when it is back")
    func cut() throws {
        let clock = ManualClock()
        let model = PelcoModel(.d, clock: clock)
        let folder = try TemporaryFolder()
        let terminal = try PseudoTerminal(at: "\(folder.path)/line", model.hear)
        let board = try SerialBench.board(
            PelcoDDriver.self, ["positions": "true"], port: terminal.path, clock: clock)
        let head: any PanTiltHead = try board.device(.panTilt)
        terminal.cut()
        do throws(DeviceFault) {
            _ = try head.report
            Issue.record("the head answered")
        } catch {
            #expect(error.kind == .missing && error.message.contains("the line was cut"))
        }
        #expect(throws: DeviceFault.self) { try head.stop() }
        let again = try PseudoTerminal(at: "\(folder.path)/line", model.hear)
        #expect(try head.report.position?.tilt == -10)
        again.cut()
    }

    @Test(
        "what is no serial port is refused",
        arguments: [("/dev/null", DeviceFault.Kind.unsupported), ("/dev/ttyNone", .missing)])
    func noPort(path: String, kind: DeviceFault.Kind) throws {
        let board = try SerialBench.board(PelcoDDriver.self, port: path, clock: ManualClock())
        guard case .failure(let fault) = board.devices[0].outcome else { throw ConformanceFailure("opened \(path)") }
        #expect(fault.kind == kind && fault.message.contains(path))
    }
}

import BoardDevices
import GatewayTesting
import MediaCore
import Testing

@testable import SerialDriver

@Suite("A VISCA head on a serial line")
struct ViscaTests {
    private func bench(_ keys: [String: String] = [:], address: UInt8 = 1) throws -> (SerialBench, ViscaModel) {
        let clock = ManualClock()
        let model = ViscaModel(address: address, clock: clock)
        model.look { $0.devices = address }
        let all = ["address": "\(address)", "axes": "zoom"].merging(keys) { $1 }
        return (try SerialBench(ViscaDriver.self, all, clock: clock, model.hear), model)
    }

    @Test("keeps what every head promises")
    func head() async throws {
        let (bench, _) = try bench()
        let broken = try await PanTiltHeadConformance(try bench.head) { bench.clock.advance(by: $0) }.violations()
        #expect(broken == [])
    }

    @Test("keeps what every lens promises", arguments: [LensAxis.zoom, .focus])
    func lens(axis: LensAxis) async throws {
        let (bench, _) = try bench(["axes": axis.rawValue])
        let broken = try await LensConformance(try bench.lens) { bench.clock.advance(by: $0) }.violations()
        #expect(broken == [])
    }

    @Test("an iris steps on until it is stopped or at its end")
    func iris() async throws {
        let (bench, model) = try bench(["axes": "iris"])
        let lens = try bench.lens
        try lens.go(.iris, to: 0)
        bench.clock.advance(by: .seconds(1))
        #expect(try lens.report.position == [.iris: 0])
        try lens.drive(.iris, direction: 1)
        try await eventually("three steps") {
            bench.clock.advance(by: .milliseconds(50))
            return model.look { $0.iris.place(at: bench.clock.now) } >= 3
        }
        try lens.stop()
        let steps = model.packets.count
        bench.clock.advance(by: .seconds(3))
        _ = try lens.report
        #expect(model.packets.count <= steps + 2)
    }

    @Test("commands are the packets of the command list, byte for byte")
    func packets() throws {
        let (bench, model) = try bench(["axes": "focus"], address: 2)
        let (head, lens) = (try bench.head, try bench.lens)
        #expect(model.packets.prefix(2) == [[0x88, 0x30, 1, 0xff], [0x88, 1, 0, 1, 0xff]])
        model.look { $0.packets = [] }
        func sent(_ body: () throws -> Void) throws -> [[UInt8]] {
            model.look { $0.packets = [] }
            try body()
            _ = try lens.report
            return model.packets.filter { $0[1] == 1 }
        }
        #expect(try sent { try head.drive(pan: -1, tilt: 1, speed: 10) } == [[0x82, 1, 6, 1, 0x18, 0x14, 1, 1, 0xff]])
        #expect(try sent { try head.drive(pan: 1, tilt: -1, speed: 1) } == [[0x82, 1, 6, 1, 1, 1, 2, 2, 0xff]])
        #expect(try sent { try head.stop() } == [[0x82, 1, 6, 1, 1, 1, 3, 3, 0xff]])
        #expect(
            try sent { try head.go(to: HeadPosition(pan: -10, tilt: 20), speed: 5) }
                == [[0x82, 1, 6, 2, 11, 9, 0xf, 0xf, 7, 0, 0, 1, 2, 0, 0xff]])
        #expect(
            try sent { try lens.drive(.focus, direction: 1) }
                == [[0x82, 1, 4, 0x38, 3, 0xff], [0x82, 1, 4, 8, 3, 0xff]])
        #expect(try sent { try lens.stop() } == [[0x82, 1, 4, 8, 0, 0xff]])
        #expect(
            try sent { try lens.go(.focus, to: 1) }
                == [[0x82, 1, 4, 0x38, 3, 0xff], [0x82, 1, 4, 0x48, 0xc, 0, 0, 0, 0xff]])
    }

    @Test("a motion that is under way is given up for the next, in its socket")
    func cancels() throws {
        let (bench, model) = try bench()
        let head = try bench.head
        try head.go(to: HeadPosition(pan: 100, tilt: 0), speed: 1)
        bench.clock.advance(by: .milliseconds(500))
        try head.go(to: HeadPosition(pan: -50, tilt: 0), speed: 10)
        #expect(model.packets.contains { $0 == [0x81, 0x21, 0xff] || $0 == [0x81, 0x22, 0xff] })
        bench.clock.advance(by: .seconds(10))
        #expect(try head.report.position == HeadPosition(pan: -50, tilt: 0))
        try head.go(to: HeadPosition(pan: 50, tilt: 0), speed: 1)
        bench.clock.advance(by: .milliseconds(500))
        try head.stop()
        let stopped = try head.report.position
        bench.clock.advance(by: .seconds(10))
        #expect(try head.report.position == stopped)
        #expect(!model.isMoving)
    }

    @Test("limits narrower than the mechanism's hold while it is driven")
    func limits() async throws {
        let (bench, model) = try bench(["pan": "-20..20"])
        let head = try bench.head
        try head.drive(pan: 1, tilt: 0, speed: 8)
        try await eventually("the head is held at its limit") {
            bench.clock.advance(by: .milliseconds(1))
            return model.look { $0.pan.place(at: bench.clock.now) } == 288 && !model.isMoving
        }
    }

    @Test("noise harms no place: bytes lost, changed, doubled")
    func noise() async throws {
        let (bench, model) = try bench(["patience": "100", "tries": "10"])
        let head = try bench.head
        model.look { $0.noise = (Dice(5), 60) }
        for round in 0..<60 {
            let pan = Double(round * 80 - 2_400)
            model.look { $0.pan.go(to: pan, 1e9, at: bench.clock.now) }
            bench.clock.advance(by: .seconds(1))
            let place = try #require(try head.report.position?.pan) * 14.4
            #expect(abs(place - pan) <= 5 * 14.4)
        }
    }

    @Test("a stop goes out while another call waits for an answer that never comes")
    func stopWhileWaiting() async throws {
        let (bench, model) = try bench(["patience": "60000", "tries": "1"])
        let head = try bench.head
        model.look { state in
            state.answers = false
            state.packets = []
        }
        let waiting = BackgroundThread(name: "test-asks") { _ = try? head.report }
        try await eventually("the question is out") { model.packets.last == [0x81, 9, 6, 0x12, 0xff] }
        try head.stop()
        try await eventually("the stop has come") { model.packets.last == [0x81, 1, 6, 1, 1, 1, 3, 3, 0xff] }
        model.look { $0.answers = true }
        let answer: [UInt8] = [0x90, 0x50, 0, 0, 0, 0, 0, 0, 0, 0, 0xff]
        bench.terminal.say(answer)
        waiting.join()
    }

    @Test("a device that does not answer is absent, and so is an address beyond the line's end")
    func absent() throws {
        let clock = ManualClock()
        let folder = try TemporaryFolder()
        let silent = try PseudoTerminal(at: "\(folder.path)/silent") { _ in [] }
        let quick = ["patience": "10", "tries": "2"]
        let board = try SerialBench.board(ViscaDriver.self, quick, port: silent.path, clock: clock)
        guard case .failure(let fault) = board.devices[0].outcome else { throw ConformanceFailure("it was opened") }
        #expect(fault.kind == .missing && fault.message.contains("no answer from the VISCA device at address 1"))
        let model = ViscaModel(clock: clock)
        let line = try PseudoTerminal(at: "\(folder.path)/line", model.hear)
        let other = try SerialBench.board(ViscaDriver.self, ["address": "4"], port: line.path, clock: clock)
        guard case .failure(let fault) = other.devices[0].outcome else { throw ConformanceFailure("it was opened") }
        #expect(fault.message.contains("the line has 1 VISCA devices, none at address 4"))
    }

    @Test("a refusal is a fault with the command, and the next command works")
    func refusals() throws {
        let (bench, model) = try bench()
        model.look { $0.isBroken = true }
        do {
            try bench.lens.drive(.zoom, direction: 1)
            Issue.record("it was taken")
        } catch let fault as DeviceFault {
            #expect(fault.message.contains("refuses the command 1 4 7 2 for now"))
        }
        model.look { $0.isBroken = false }
        try bench.lens.drive(.zoom, direction: 1)
    }

    @Test("packets are found between, before and after harmed ones")
    func reader() {
        var reader = ViscaReader(address: 1)
        #expect(reader.take([0x90, 0x41, 0xff, 0x90, 0x51, 0xff]) == [.taken(1), .done(1)])
        #expect(reader.take([0x90, 0x41, 0x90, 0x52, 0xff]) == [.done(2)])
        #expect(reader.take([0x41, 0xff, 0xff, 0x90, 0x60, 0x02, 0xff]) == [.refused(2, socket: 0)])
        #expect(reader.take([0xa0, 0x41, 0xff]).isEmpty)
        #expect(reader.take([UInt8](repeating: 1, count: 500) + [0xff]).isEmpty)
        #expect(reader.take([0x90, 0x50, 1, 2, 3, 4]).isEmpty)
        #expect(reader.take([0xff]) == [.answer([1, 2, 3, 4])])
    }
}

import BenchHeadDriver
import BoardDevices
import GatewayTesting
import Logging
import MediaCore
import Testing

@Suite("The board file keys of the bench head")
struct BoardFileTests {
    @Test("without keys of their own, head and lens are as documented")
    func defaults() throws {
        let board = try board()
        let head = try #require(board.device(.panTilt) as? SimulatedHead)
        #expect(head.limits == HeadLimits(pan: -170...170, tilt: -90...90))
        #expect(try board.device(.lens).axes == Set(LensAxis.allCases))
    }

    @Test("limits, speed, axes and travel are taken from the file")
    func keys() throws {
        let clock = ManualClock()
        let board = try board(
            ["pan": "-90.5..45", "tilt": "-10..0", "speed": "20"],
            ["axes": "zoom", "travel": "2"], clock)
        let head = try board.device(.panTilt)
        #expect(head.limits == HeadLimits(pan: -90.5...45, tilt: -10...0))
        try head.drive(pan: 1, tilt: 0, speed: 5)
        let lens = try board.device(.lens)
        #expect(lens.axes == [.zoom])
        try lens.drive(.zoom, direction: -1)
        clock.advance(by: .milliseconds(500))
        #expect(try head.report.position?.pan == 5)
        #expect(try lens.report.position == [.zoom: 0.25])
    }

    @Test(
        "bad limits and speeds are problems that name the key",
        arguments: [
            ("pan", "170"), ("pan", "10..-10"), ("pan", "5..5"), ("tilt", "a..b"), ("tilt", ".."), ("pan", "nan..nan"),
            ("pan", "-361..0"), ("pan", "0..inf"), ("speed", "0"), ("speed", "fast"), ("spede", "1"), ("measures", "maybe"),
            ("delay", "11"),
        ])
    func badHead(key: String, text: String) {
        let failure = #expect(throws: ConfigFailure.self) { try board([key: text]) }
        #expect(failure?.problems.map(\.path) == ["devices.head.\(key)"])
    }

    @Test(
        "bad axes and travel times are problems that name the key",
        arguments: [("axes", "tilt"), ("axes", ""), ("travel", "-1"), ("travel", "nan"), ("travle", "4")])
    func badLens(key: String, text: String) {
        let failure = #expect(throws: ConfigFailure.self) {
            try board([:], [key: text])
        }
        #expect(failure?.problems.map(\.path) == ["devices.lens.\(key)"])
    }

    private func board(
        _ head: [String: String] = [:], _ lens: [String: String] = [:],
        _ clock: ManualClock = ManualClock()
    ) throws -> Board {
        var root = ConfigNode(.map([])).setting(["board"], to: "test")
        for (path, text) in ["driver": "bench-head", "role": "pan-tilt"].merging(head, uniquingKeysWith: { $1 }) {
            root = root.setting(["devices", "head", path], to: text)
        }
        for (path, text) in ["driver": "bench-lens", "role": "lens"].merging(lens, uniquingKeysWith: { $1 }) {
            root = root.setting(["devices", "lens", path], to: text)
        }
        let file = try BoardFile(root, file: "test.yaml", drivers: BenchHead.drivers)
        return Board(opening: file) { device in
            DriverHost(
                device: device, stateDirectory: "/nonexistent", clock: clock, logger: Logger(label: "test"),
                restartProcess: {})
        }
    }
}

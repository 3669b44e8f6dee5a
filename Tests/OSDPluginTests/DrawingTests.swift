import BoardDevices
import GatewayCore
import GatewayTesting
import Logging
import MediaCore
@testable import OSDPlugin
import Synchronization
import Testing

extension Letters {
    /// Letters of a renderer, on a clock that stands still.
    static func of(_ renderer: (any TextRenderer)?, clock: ManualClock = ManualClock(), log: LogRecorder = LogRecorder())
        -> Letters
    {
        Letters(renderer, absence: renderer == nil ? "none" : nil, clock: clock, logger: log.logger)
    }

    static var matrix: Letters { of(nil) }
}

@Suite("What is drawn anew")
struct DrawingTests {
    /// Notes what it is asked to draw, and draws a box, or fails.
    private final class Pen: TextRenderer {
        private let state = Mutex<(lines: [String], fault: DeviceFault?)>(([], nil))

        var lines: [String] { state.withLock { $0.lines } }

        func fail(with fault: DeviceFault?) { state.withLock { $0.fault = fault } }

        func draw(_ line: String, height: Int) throws(DeviceFault) -> TextImage {
            let fault = state.withLock { state in
                state.lines.append(line)
                return state.fault
            }
            if let fault { throw fault }
            let size = PictureSize(width: 10 * line.unicodeScalars.count, height: height)
            return TextImage(size: size, coverage: [UInt8](repeating: 255, count: size.area))
        }
    }

    private let time = CivilTime(year: 2026, month: 11, day: 24, hour: 8, minute: 5, second: 9)
    private let size = PictureSize(width: 640, height: 480)

    private func plan(_ second: Int, _ change: (inout OSDSettings) -> Void = { _ in }) -> Plan {
        var settings = OSDSettings()
        change(&settings)
        var now = time
        now.second = second
        return Plan(settings, now: now, encoder: nil, size: size, layout: .i420)
    }

    @Test("a new second draws the time alone; another title, the title alone; a move, nothing")
    func changes() {
        let pen = Pen()
        let letters = Letters.of(pen)
        var sheet = Sheet(plan(1), after: nil, letters: letters)
        sheet = Sheet(plan(2), after: sheet, letters: letters)
        sheet = Sheet(plan(2) { $0.titleText = "GATE" }, after: sheet, letters: letters)
        sheet = Sheet(
            plan(2) { settings in
                settings.titleText = "GATE"
                settings.title.x = 2
            }, after: sheet, letters: letters)
        #expect(pen.lines == ["2026-11-24 08:05:01", "IPCAMERA", "2026-11-24 08:05:02", "GATE"])
        _ = Sheet(plan(2) { $0.color = 0 }, after: sheet, letters: letters)
        #expect(pen.lines.suffix(2) == ["2026-11-24 08:05:02", "IPCAMERA"])
    }

    @Test("bit rate and size of the encoder only count where they are shown")
    func encoder() {
        let encoder = EncoderSettings(size: size, framerate: 25, govLength: 50, bitrate: 500, control: .cbr)
        var shown = OSDSettings()
        let hidden = Plan(shown, now: nil, encoder: encoder, size: size, layout: .i420)
        #expect(hidden == Plan(shown, now: nil, encoder: nil, size: size, layout: .i420))
        shown.resolutionAndBitrate = 2
        #expect(Plan(shown, now: nil, encoder: encoder, size: size, layout: .i420).titleLines == ["IPCAMERA", "500 kbit/s"])
        shown.resolutionAndBitrate = 1
        #expect(Plan(shown, now: nil, encoder: encoder, size: size, layout: .i420).titleLines == ["IPCAMERA", "640x480"])
    }

    @Test("a renderer that fails is stood in for, said so once, and tried again after a minute")
    func failure() {
        let (pen, clock, log) = (Pen(), ManualClock(), LogRecorder())
        let letters = Letters.of(pen, clock: clock, log: log)
        let matrix = Letters.matrix.draw("GATE", height: 27)
        pen.fail(with: DeviceFault(.missing, "no font is installed", remedy: "install some"))
        for _ in 0..<5 { #expect(letters.draw("GATE", height: 27) == matrix) }
        #expect(pen.lines.count == 1)
        clock.advance(by: .seconds(60))
        #expect(letters.draw("GATE", height: 27) == matrix)
        #expect(pen.lines.count == 2)
        #expect(log.messages == ["warning: titles are drawn in ASCII letters only"])
        pen.fail(with: nil)
        clock.advance(by: .seconds(60))
        #expect(letters.draw("GATE", height: 27) != matrix)
        #expect(letters.draw("GATE", height: 27) != matrix)
    }

    @Test("a board without a renderer is said once, and writes ASCII all the same")
    func noRenderer() {
        let log = LogRecorder()
        let letters = Letters.of(nil, log: log)
        #expect(letters.draw("GATE", height: 27).coverage.contains(255))
        #expect(letters.draw("", height: 27) == .empty)
        #expect(log.messages.count == 1)
    }
}

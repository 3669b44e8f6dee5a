import GatewayTesting
import MediaCore
@testable import OSDPlugin
import Testing

@Suite("Writing into pictures")
struct WritingTests {
    private static let size = PictureSize(width: 640, height: 480)

    /// The rectangle that a text changed.
    private struct Extent: Equatable {
        var x: ClosedRange<Int>
        var y: ClosedRange<Int>
    }

    private func written(_ lines: [String], _ change: (inout OSDSettings) -> Void, size: PictureSize = WritingTests.size)
        -> Frame
    {
        var settings = OSDSettings()
        change(&settings)
        var frame = TestFrames.flat(size, luma: 100, blue: 90, red: 160)
        let writing = Writing(settings, pictureHeight: size.height)
        frame.withMutablePlanes { writing.draw(lines, at: settings.title, in: $0, of: size) }
        return frame
    }

    private func inked(_ frame: Frame) -> Extent? {
        frame.withPlanes { planes in
            var columns: Set<Int> = []
            var rows: Set<Int> = []
            for y in 0..<planes[0].height {
                for (x, level) in planes[0].row(y).enumerated() where level != 100 {
                    columns.insert(x)
                    rows.insert(y)
                }
            }
            guard let left = columns.min(), let right = columns.max(), let top = rows.min(), let bottom = rows.max() else {
                return nil
            }
            return Extent(x: left...right, y: top...bottom)
        }
    }

    private func levels(_ frame: Frame) -> Set<UInt8> {
        frame.withPlanes { planes in (0..<planes[0].height).reduce(into: Set<UInt8>()) { $0.formUnion(planes[0].row($1)) } }
    }

    @Test("by direction the text stands in the nine places of the picture")
    func directions() throws {
        for x in 0...2 {
            for y in 0...2 {
                let frame = written(["AXLE"]) { $0.title = .init(kind: 0, x: x, y: y) }
                let extent = try #require(inked(frame))
                let (left, right) = (extent.x.lowerBound, 639 - extent.x.upperBound)
                let (top, bottom) = (extent.y.lowerBound, 479 - extent.y.upperBound)
                switch x {
                case 0: #expect(left < 10 && right > 300)
                case 1: #expect(abs(left - right) < 10)
                default: #expect(right < 10 && left > 300)
                }
                switch y {
                case 0: #expect(top < 10 && bottom > 300)
                case 1: #expect(abs(top - bottom) < 10)
                default: #expect(bottom < 10 && top > 300)
                }
            }
        }
    }

    @Test("percent are those of the free space: 0, 50 and 100 are left, centre and right, and between lies between")
    func percent() throws {
        func left(_ kind: Int, _ x: Int) throws -> Int {
            try #require(inked(written(["AXLE"]) { $0.title = .init(kind: kind, x: x, y: 0) })).x.lowerBound
        }
        #expect(try left(1, 0) == left(0, 0))
        #expect(try left(1, 50) == left(0, 1))
        #expect(try left(1, 100) == left(0, 2))
        let quarter = try (left(1, 0) + left(1, 50)) / 2
        #expect(try abs(left(1, 25) - quarter) <= 1)
    }

    @Test("small, medium and large differ, and grow with the picture")
    func sizes() throws {
        func height(_ fontSize: Int, _ size: PictureSize) throws -> Int {
            try #require(inked(written(["A"], { $0.fontSize = fontSize }, size: size))).y.count
        }
        let large = PictureSize(width: 1920, height: 1080)
        let heights = try [0, 1, 2].map { try height($0, large) }
        #expect(heights == heights.sorted() && Set(heights).count == 3)
        #expect(try height(1, large) > height(1, WritingTests.size))
        #expect(try height(0, PictureSize(width: 160, height: 120)) >= 7)
    }

    @Test("the four colours: box or edge, black or white", arguments: 0...3)
    func colors(_ color: Int) throws {
        let frame = written(["H"]) { $0.color = color }
        #expect(levels(frame).isSuperset(of: [16, 235]))
        let extent = try #require(inked(frame))
        let corner = frame.withPlanes { $0[0].row(extent.y.lowerBound)[extent.x.lowerBound] }
        switch color {
        case 0: #expect(corner == 235)
        case 1: #expect(corner == 16)
        // An edge belongs to what it surrounds.
        case 2: #expect(corner == 235)
        default: #expect(corner == 16)
        }
        let covered = frame.withPlanes { planes in
            extent.y.reduce(0) { sum, y in sum + extent.x.filter { planes[0].row(y)[$0] != 100 }.count }
        }
        let area = extent.x.count * extent.y.count
        #expect(color < 2 ? covered == area : covered < area)
    }

    @Test("a text of several lines is one block: the lines neither overlap nor leave the picture")
    func lines() throws {
        let one = try #require(inked(written(["AXLE"]) { $0.title = .init(kind: 0, x: 0, y: 2) }))
        let two = try #require(inked(written(["AXLE", "640x480"]) { $0.title = .init(kind: 0, x: 0, y: 2) }))
        #expect(two.y.upperBound == one.y.upperBound)
        #expect(two.y.count > 2 * one.y.count)
    }

    @Test("a title longer than the picture is cut off at its edge, wherever it stands", arguments: [0, 1, 2])
    func longTitle(_ x: Int) throws {
        let frame = written(
            [String(repeating: "W", count: 64)],
            { settings in
                settings.fontSize = 2
                settings.title = .init(kind: 0, x: x, y: 2)
            }, size: PictureSize(width: 160, height: 120))
        let extent = try #require(inked(frame))
        #expect(extent.x.lowerBound < 10 && extent.x.upperBound == 159)
    }

    @Test("a picture smaller than a letter, an empty block and an empty line do no harm")
    func degenerate() {
        let tiny = written(["TITLE"], { $0.fontSize = 2 }, size: PictureSize(width: 16, height: 16))
        #expect(inked(tiny) != nil)
        #expect(inked(written([]) { _ in }) == nil)
        #expect(levels(written([""]) { _ in }) == [100])
    }

    @Test("all nine formats, with a leading zero everywhere")
    func timeFormats() {
        let time = CivilTime(year: 2026, month: 3, day: 9, hour: 4, minute: 5, second: 6)
        #expect(
            TimeFormats.all.map { TimeFormats.text(time, format: $0) } == [
                "2026-03-09 04:05:06", "2026/03/09 04:05:06", "26-03-09 04:05:06", "26/03/09 04:05:06",
                "04:05:06 09/03/2026", "04:05:06 09-03-2026", "04:05:06 03/09/2026", "03/09/2026 04:05:06",
                "03-09-2026 04:05:06",
            ])
    }

    @Test("the day of the week goes with the date")
    func weekdays() {
        let days = (22...28).map { TimeFormats.weekday(CivilTime(year: 2026, month: 11, day: $0, hour: 23, minute: 59)) }
        #expect(days == ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"])
    }
}

import BoardDevices
import FreeTypeDriver
import GatewayCore
import GatewayTesting
import MediaCore
@testable import OSDPlugin
import Testing

@Suite("Writing into pictures")
struct WritingTests {
    private static let size = PictureSize(width: 640, height: 480)
    private static let time = CivilTime(year: 2026, month: 11, day: 24, hour: 8, minute: 5, second: 9)

    /// Fonts, or the built-in matrix.
    enum Source: CaseIterable, Sendable { case fonts, matrix }

    /// The rectangle that a text changed.
    private struct Extent: Equatable {
        var x: ClosedRange<Int>
        var y: ClosedRange<Int>
    }

    private func letters(_ source: Source) throws -> Letters {
        let renderer: any TextRenderer = try openedDevice(FreeTypeEntry.self, as: .textRenderer)
        return source == .fonts ? .of(renderer) : .matrix
    }

    /// A picture with a title in it.
    private func written(
        _ title: String, _ source: Source = .fonts, size: PictureSize = WritingTests.size, now: CivilTime? = nil,
        encoder: EncoderSettings? = nil, layout: PixelLayout = .i420, _ change: (inout OSDSettings) -> Void = { _ in }
    ) throws -> Frame {
        var settings = OSDSettings()
        settings.titleText = title
        change(&settings)
        var frame = TestFrames.flat(size, luma: 100, blue: 90, red: 160, layout: layout)
        let plan = Plan(settings, now: now, encoder: encoder, size: size, layout: layout)
        let sheet = Sheet(plan, after: nil, letters: try letters(source))
        frame.withMutablePlanes { sheet.blend(into: $0) }
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

    @Test("by direction the text stands in the nine places of the picture", arguments: Source.allCases)
    func directions(source: Source) throws {
        for x in 0...2 {
            for y in 0...2 {
                let extent = try #require(inked(written("AXLE", source) { $0.title = .init(kind: 0, x: x, y: y) }))
                let (left, right) = (extent.x.lowerBound, 639 - extent.x.upperBound)
                let (top, bottom) = (extent.y.lowerBound, 479 - extent.y.upperBound)
                switch x {
                case 0: #expect(left < 12 && right > 300)
                case 1: #expect(abs(left - right) < 6)
                default: #expect(right < 12 && left > 300)
                }
                switch y {
                case 0: #expect(top < 12 && bottom > 300)
                case 1: #expect(abs(top - bottom) < 8)
                default: #expect(bottom < 12 && top > 300)
                }
            }
        }
    }

    @Test("percent are those of the free space: 0, 50 and 100 are left, centre and right, and between lies between")
    func percent() throws {
        func left(_ kind: Int, _ x: Int) throws -> Int {
            try #require(inked(written("AXLE") { $0.title = .init(kind: kind, x: x, y: 0) })).x.lowerBound
        }
        #expect(try left(1, 0) == left(0, 0))
        #expect(try left(1, 50) == left(0, 1))
        #expect(try left(1, 100) == left(0, 2))
        let quarter = try (left(1, 0) + left(1, 50)) / 2
        // Writing stands at even columns, where colours begin.
        #expect(try abs(left(1, 25) - quarter) <= 2)
    }

    @Test("small, medium and large differ, and grow with the picture", arguments: Source.allCases)
    func sizes(source: Source) throws {
        func height(_ fontSize: Int, _ size: PictureSize) throws -> Int {
            try #require(inked(written("A", source, size: size) { $0.fontSize = fontSize })).y.count
        }
        let large = PictureSize(width: 1920, height: 1080)
        for size in [large, WritingTests.size] {
            let heights = try [0, 1, 2].map { try height($0, size) }
            #expect(heights == heights.sorted() && Set(heights).count == 3)
        }
        #expect(try height(1, large) > height(1, WritingTests.size))
        #expect(try height(0, PictureSize(width: 160, height: 120)) >= 7)
    }

    @Test("the four colours: box or edge, black or white", arguments: 0...3, Source.allCases)
    func colors(_ color: Int, source: Source) throws {
        let frame = try written("H", source, size: PictureSize(width: 1920, height: 1080)) { $0.color = color }
        #expect(levels(frame).isSuperset(of: [16, 235]))
        let extent = try #require(inked(frame))
        let outermost = frame.withPlanes { planes in
            let middle = (extent.y.lowerBound + extent.y.upperBound) / 2
            return planes[0].row(middle)[extent.x.lowerBound...extent.x.lowerBound + 4]
        }
        // A box or an edge surrounds what it belongs to.
        #expect(color % 2 == 0 ? outermost.max() == 235 : outermost.min() == 16, "\(Array(outermost))")
        let covered = frame.withPlanes { planes in
            extent.y.reduce(0) { sum, y in sum + extent.x.filter { planes[0].row(y)[$0] != 100 }.count }
        }
        let area = extent.x.count * extent.y.count
        #expect(color < 2 ? covered == area : covered < area)
    }

    @Test("black and white writing takes the picture's colour away where it covers, in both layouts alike")
    func neutral() throws {
        for color in 0...3 {
            let planar = try written("HHHH") { $0.color = color }
            let packed = try written("HHHH", layout: .nv12) { $0.color = color }
            let blue = planar.withPlanes { planes in
                (0..<planes[1].height).reduce(into: Set<UInt8>()) { $0.formUnion(planes[1].row($1)) }
            }
            #expect(blue.contains(90) && blue.contains { abs(Int($0) - 128) <= 1 })
            #expect(blue.allSatisfy { (89...129).contains($0) })
            let isSame = planar.withPlanes { planar in
                packed.withPlanes { packed in
                    (0..<planar[0].height).allSatisfy { planar[0].row($0).elementsEqual(packed[0].row($0)) }
                        && (0..<planar[1].height).allSatisfy { y in
                            (0..<planar[1].width).allSatisfy { x in
                                packed[1].row(y)[2 * x] == planar[1].row(y)[x]
                                    && packed[1].row(y)[2 * x + 1] == planar[2].row(y)[x]
                            }
                        }
                }
            }
            #expect(isSame)
        }
    }

    @Test("emoji keep their colours")
    func emoji() throws {
        let frame = try written("😀", size: PictureSize(width: 1920, height: 1080)) { $0.fontSize = 2 }
        let extent = try #require(inked(frame))
        let middle = (extent.x.lowerBound + extent.x.upperBound) / 2
        let row = extent.y.lowerBound + extent.y.count / 4
        let color = TestFrames.average(frame, x: middle - 4..<middle + 4, y: row - 2..<row + 2)
        #expect(color[0] > 150 && color[1] < 90 && color[2] > 128, "yellow, not \(color)")
    }

    @Test("a text of several lines is one block: the lines neither overlap nor leave the picture", arguments: Source.allCases)
    func lines(source: Source) throws {
        let encoder = EncoderSettings(size: WritingTests.size, framerate: 25, govLength: 50, bitrate: 500, control: .cbr)
        func block(_ shown: Int) throws -> Extent {
            try #require(
                inked(
                    written("AXLE", source, encoder: encoder) { settings in
                        settings.color = 1
                        settings.resolutionAndBitrate = shown
                    }))
        }
        let alone = try block(0)
        let widths = try (0...3).map { try block($0).x.count }
        for shown in 1...3 {
            let two = try block(shown)
            #expect(two.y.upperBound == alone.y.upperBound)
            #expect(two.y.count == 2 * alone.y.count)
        }
        #expect(widths[3] > widths[1] && widths[3] > widths[2])
    }

    @Test("a title too long for the picture becomes smaller", arguments: [0, 1, 2])
    func longTitle(_ x: Int) throws {
        let title = String(repeating: "W", count: 20)
        let size = PictureSize(width: 640, height: 480)
        let extent = try #require(
            inked(
                written(title, size: size) { settings in
                    settings.fontSize = 2
                    settings.title = .init(kind: 0, x: x, y: 2)
                }))
        #expect(extent.x.lowerBound > 2 && extent.x.upperBound < 637)
        #expect(extent.x.count > 500)
    }

    @Test("what is longer still is cut off at the picture's edge", arguments: [0, 1, 2], Source.allCases)
    func veryLongTitle(_ x: Int, source: Source) throws {
        let extent = try #require(
            inked(
                written(String(repeating: "W", count: 64), source, size: PictureSize(width: 160, height: 120)) { settings in
                    settings.fontSize = 2
                    settings.title = .init(kind: 0, x: x, y: 2)
                }))
        #expect(extent.x.lowerBound < 10 && extent.x.upperBound == 159)
    }

    @Test("where title and time would cover each other, the title gives way")
    func collision() throws {
        func rows(_ change: (inout OSDSettings) -> Void) throws -> Set<Int> {
            let frame = try written("AXLE", now: WritingTests.time) { settings in
                settings.color = 1
                change(&settings)
            }
            return frame.withPlanes { planes in Set((0..<480).filter { planes[0].row($0).contains { $0 != 100 } }) }
        }
        let apart = try rows { _ in }
        for y in 0...2 {
            let both = try rows { settings in
                settings.time = .init(kind: 0, x: 1, y: y)
                settings.title = .init(kind: 1, x: 45, y: y * 50)
            }
            #expect(both.count == apart.count)
        }
        // Side by side there is room for both.
        let beside = try rows { $0.title = .init(kind: 0, x: 2, y: 0) }
        #expect(beside.count == apart.count / 2)
    }

    @Test("a picture smaller than a letter, no title and no time do no harm", arguments: Source.allCases)
    func degenerate(source: Source) throws {
        for side in [2, 4, 16, 18] {
            let tiny = try written("TITLE", source, size: PictureSize(width: side, height: side), now: WritingTests.time) {
                $0.fontSize = 2
            }
            #expect(side < 16 || inked(tiny) != nil)
        }
        #expect(try inked(written("", source)) == nil)
        #expect(try inked(written(" \u{200B}\u{202E}", source) { $0.color = 3 }) == nil || source == .matrix)
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

import Testing
@testable import V4L2Driver

@Suite("Picture adjustments map to the camera's controls")
struct ControlScaleTests {
    @Test(
        "0 is the minimum, 128 the default, 255 the maximum, linear between",
        arguments: [
            (0, 255, 128, [0: 0, 1: 1, 64: 64, 128: 128, 200: 200, 255: 255]),
            (-64, 64, 0, [0: -64, 64: -32, 128: 0, 192: 32, 255: 64]),
            (0, 100, 20, [0: 0, 64: 10, 128: 20, 255: 100]),
            (0, 15, 15, [0: 0, 128: 15, 255: 15]),
            (3, 9, 3, [0: 3, 128: 3, 255: 9]),
        ])
    func mapping(minimum: Int, maximum: Int, neutral: Int, expected: [UInt8: Int32]) throws {
        let scale = try #require(ControlScale(id: 1, minimum: minimum, maximum: maximum, step: 1, neutral: neutral))
        for (level, value) in expected { #expect(scale.value(for: level) == value, "level \(level)") }
    }

    @Test("every level is in the range and none is below the one before")
    func order() throws {
        for (minimum, maximum, step, neutral) in [(0, 7, 1, 3), (-100, 1000, 7, 30), (Int(Int32.min), Int(Int32.max), 1, 0)] {
            let scale = try #require(ControlScale(id: 1, minimum: minimum, maximum: maximum, step: step, neutral: neutral))
            let values = (0...255).map { Int(scale.value(for: UInt8($0))) }
            #expect(values.allSatisfy { (minimum...maximum).contains($0) })
            #expect(values == values.sorted())
        }
    }

    @Test("steps are kept")
    func steps() throws {
        let scale = try #require(ControlScale(id: 1, minimum: 10, maximum: 95, step: 20, neutral: 50))
        #expect(Set((0...255).map { scale.value(for: $0) }) == [10, 30, 50, 70, 90])
    }

    @Test("a default outside the range is brought into it; a control without a choice is none")
    func senseless() throws {
        let scale = try #require(ControlScale(id: 1, minimum: 0, maximum: 10, step: 0, neutral: 99))
        #expect(scale.value(for: 128) == 10)
        #expect(ControlScale(id: 1, minimum: 5, maximum: 5, step: 1, neutral: 5) == nil)
        #expect(ControlScale(id: 1, minimum: 6, maximum: 5, step: 1, neutral: 5) == nil)
    }
}

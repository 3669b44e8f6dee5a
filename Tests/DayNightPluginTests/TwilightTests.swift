import MediaCore
import Testing

@testable import DayNightPlugin

@Suite("Day or night by the light")
struct TwilightTests {
    private let thresholds = Twilight.Thresholds(night: 20, day: 40, delay: .seconds(5))

    /// A scene that is measured twice a second: what is outside, and what the lamp adds.
    private struct Scene {
        var twilight = Twilight()
        var now = MonotonicInstant(nanoseconds: 0)
        var lampLight = 0
        var changes: [(phase: Twilight.Phase, second: Double)] = []

        mutating func go(_ seconds: Int, outside: (Double) -> Int, _ thresholds: Twilight.Thresholds) {
            for _ in 0..<seconds * 2 {
                let second = Double(now.nanoseconds) / 1e9
                let light = min(outside(second) + (twilight.phase == .night ? lampLight : 0), 100)
                if let phase = twilight.note(light, at: now, thresholds) { changes.append((phase, second)) }
                now = now + .milliseconds(500)
            }
        }
    }

    @Test("night comes when it has been dark for as long as the delay, and not a reading earlier")
    func delay() {
        var scene = Scene()
        scene.go(10, outside: { $0 < 2 ? 50 : 19 }, thresholds)
        #expect(scene.changes.map(\.phase) == [.night] && scene.changes.map(\.second) == [7])
    }

    @Test("a light that returns in between starts the delay anew; on the threshold it is still day")
    func interrupted() {
        var scene = Scene()
        scene.go(60, outside: { Int($0) % 5 == 4 ? 20 : 0 }, thresholds)
        #expect(scene.changes.isEmpty)
    }

    @Test("day comes above the upper threshold only, once the change has settled and the delay has passed")
    func back() {
        var scene = Scene()
        scene.go(10, outside: { _ in 0 }, thresholds)
        scene.go(30, outside: { _ in 40 }, thresholds)
        #expect(scene.changes.map(\.phase) == [.night])
        scene.go(10, outside: { _ in 41 }, thresholds)
        #expect(scene.changes.map(\.phase) == [.night, .day])
    }

    @Test("a lamp that lights its scene above the day's threshold is tried a few times an hour; the morning is day at once")
    func ownLamp() {
        var scene = Scene()
        scene.lampLight = 50
        scene.go(3_600, outside: { _ in 5 }, thresholds)
        #expect(scene.twilight.phase == .night)
        #expect(scene.twilight.flipsPerHour(at: scene.now) <= 9)
        scene.go(3_600, outside: { _ in 5 }, thresholds)
        #expect(scene.twilight.flipsPerHour(at: scene.now) <= 4)
        let before = scene.changes.count
        scene.go(10, outside: { _ in 30 }, thresholds)
        scene.go(600, outside: { _ in 60 }, thresholds)
        #expect(scene.changes.count == before + 1 && scene.twilight.phase == .day)
    }

    @Test("a lamp that makes the brightest day by itself is tried a few times an hour")
    func blindingLamp() {
        var scene = Scene()
        scene.lampLight = 100
        scene.go(3_600, outside: { _ in 0 }, thresholds)
        #expect(scene.twilight.flipsPerHour(at: scene.now) <= 9)
        #expect(scene.twilight.phase == .night)
    }

    @Test("a sensor that was covered for a moment finds back to the day")
    func covered() {
        var scene = Scene()
        scene.go(30, outside: { $0 < 6 ? 0 : 60 }, thresholds)
        #expect(scene.changes.map(\.phase) == [.night, .day])
    }

    @Test("flips are counted for an hour")
    func flips() {
        var twilight = Twilight()
        var now = MonotonicInstant(nanoseconds: 0)
        for phase in [Twilight.Phase.night, .day, .day, .night] {
            twilight.force(phase, at: now)
            now = now + .seconds(600)
        }
        #expect(twilight.flipsPerHour(at: now) == 3)
        #expect(twilight.flipsPerHour(at: now + .seconds(1_200)) == 2)
        #expect(twilight.flipsPerHour(at: now + .seconds(3_600)) == 0)
    }
}

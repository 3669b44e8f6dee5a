import GatewayCore
import GatewayTesting
import MediaCore
import Testing

@Suite("Motion detection")
struct DetectionTests {
    @Test("raises an alarm when something moves and ends it 2 s after it is gone")
    func alarm() async throws {
        let scene = Scene(try await MotionRig())
        #expect(scene.film(3) == [])
        let words = scene.film(3) { scene, time in scene.square = (0.1 + time * 0.1, 0.2, 0.5, 220) }
        #expect(isStart(words))
        #expect(words.first.map { $0.seconds <= 0.2 } == true, "at the next picture that is looked at")
        scene.square = nil
        let after = scene.film(5)
        #expect(after.map(\.event) == [.motionEnded])
        #expect(after.first.map { (1.8...2.2).contains($0.seconds) } == true)
    }

    @Test("tells the percentage of the selected blocks that changed")
    func percent() async throws {
        let rig = try await MotionRig()
        _ = await rig.motion("blockcount=8x8")
        let scene = Scene(rig)
        scene.film(1)
        scene.square = (0, 0, 0.5, 20)
        #expect(scene.film(1).map(\.event) == [.motionStarted(percent: 25)])
    }

    @Test("says nothing about a scene in which nothing moves", arguments: [(0, 100), (5, 95), (25, 80)])
    func noise(levels: Int, sensitivity: Int) async throws {
        let rig = try await MotionRig()
        _ = await rig.motion("sensitivity=\(sensitivity)&alarmthreshold=1")
        let scene = Scene(rig)
        scene.noise = levels
        scene.rate = 5
        #expect(scene.film(20) == [])
    }

    @Test("sees motion through noise")
    func motionInNoise() async throws {
        let scene = Scene(try await MotionRig())
        scene.noise = 20
        scene.rate = 10
        scene.film(2)
        #expect(isStart(scene.film(1) { scene, time in scene.square = (time * 0.3, 0.1, 0.6, 160) }))
    }

    @Test("knows light from motion: a lamp that goes on, and off", arguments: [UInt8(60), 180, 255])
    func lamp(light: UInt8) async throws {
        let scene = Scene(try await MotionRig())
        scene.film(2)
        scene.light = light
        #expect(scene.film(3) == [])
        scene.light = 120
        #expect(scene.film(3) == [])
        scene.square = (0.2, 0.2, 0.6, 10)
        #expect(isStart(scene.film(1)), "and sees motion afterwards")
    }

    @Test("follows a slow change of light")
    func dusk() async throws {
        let scene = Scene(try await MotionRig())
        #expect(scene.film(20) { scene, time in scene.light = UInt8(200 - time * 9) } == [])
    }

    @Test("takes in what has come to rest")
    func rest() async throws {
        let scene = Scene(try await MotionRig())
        scene.film(2)
        scene.square = (0.1, 0.1, 0.6, 220)
        let words = scene.film(10)
        #expect(words.map(\.event).dropFirst() == [.motionEnded])
        #expect(words.last.map { (4.0...6.0).contains($0.seconds) } == true)
    }

    @Test("looks at the selected blocks only")
    func area() async throws {
        let rig = try await MotionRig()
        _ = await rig.motion("blockcount=4x4&areavalue=0033")
        let scene = Scene(rig)
        scene.film(2)
        #expect(scene.film(2) { scene, time in scene.square = (time * 0.1, 0, 0.4, 220) } == [])
        scene.square = nil
        scene.film(3)
        #expect(isStart(scene.film(2) { scene, time in scene.square = (0.5 + time * 0.1, 0.55, 0.4, 220) }))
    }

    @Test("says nothing when no block is selected")
    func emptyArea() async throws {
        let rig = try await MotionRig()
        _ = await rig.motion("blockcount=4x4&areavalue=0000&alarmthreshold=1")
        let scene = Scene(rig)
        scene.film(2)
        #expect(scene.film(2) { scene, time in scene.square = (time * 0.3, 0.2, 0.4, 220) } == [])
    }

    @Test("follows the sensitivity", arguments: [(1, false), (50, false), (90, true), (100, true)])
    func sensitivity(sensitivity: Int, isSeen: Bool) async throws {
        let rig = try await MotionRig()
        _ = await rig.motion("sensitivity=\(sensitivity)")
        let scene = Scene(rig)
        scene.film(1)
        scene.square = (0.2, 0.2, 0.6, 132)
        #expect(isStart(scene.film(1)) == isSeen)
    }

    @Test("follows the alarm threshold", arguments: [(1, true), (24, true), (26, false), (100, false)])
    func threshold(percent: Int, isSeen: Bool) async throws {
        let rig = try await MotionRig()
        _ = await rig.motion("alarmthreshold=\(percent)&blockcount=8x8")
        let scene = Scene(rig)
        scene.film(1)
        scene.square = (0.5, 0.5, 0.5, 20)
        #expect(isStart(scene.film(1)) == isSeen)
    }

    @Test("finds something small even with a single block", arguments: ["1x1", "2x2", "64x1", "64x64"])
    func grids(grid: String) async throws {
        let rig = try await MotionRig()
        _ = await rig.motion("blockcount=\(grid)&alarmthreshold=5")
        let scene = Scene(rig)
        scene.film(1)
        #expect(isStart(scene.film(2) { scene, time in scene.square = (time * 0.2, 0.3, 0.3, 220) }))
    }

    @Test("uses the night parameters in the dark, if they are enabled", arguments: [0, 1])
    func night(enabled: Int) async throws {
        let rig = try await MotionRig()
        _ = await rig.motion("sensitivity=1&enable_nighttime=\(enabled)&night_sensitivity=100&night_alarmthreshold=5")
        let scene = Scene(rig)
        scene.light = 30
        scene.film(2)
        scene.square = (0.2, 0.2, 0.3, 45)
        #expect(isStart(scene.film(1)) == (enabled == 1))
    }

    @Test("does not use the night parameters by day")
    func day() async throws {
        let rig = try await MotionRig()
        _ = await rig.motion("sensitivity=1&enable_nighttime=1&night_sensitivity=100&night_alarmthreshold=1")
        let scene = Scene(rig)
        scene.film(2)
        scene.square = (0.2, 0.2, 0.3, 135)
        #expect(scene.film(1) == [])
    }

    @Test("looks away while the head moves and for a second afterwards")
    func head() async throws {
        let rig = try await MotionRig()
        let scene = Scene(rig)
        scene.film(2)
        rig.gateway.events.publish(.headMoving(true))
        #expect(scene.film(3) { scene, time in scene.square = (time * 0.2, 0.2, 0.5, 220) } == [])
        rig.gateway.events.publish(.headMoving(false))
        #expect(scene.film(0.9) { scene, time in scene.square = (0.5 - time * 0.2, 0.2, 0.5, 220) } == [])
        #expect(scene.film(2) == [], "the new view is learnt")
        #expect(isStart(scene.film(1) { scene, time in scene.square = (time * 0.2, 0.2, 0.5, 20) }))
    }

    @Test("ends an alarm when detection is disabled, and begins anew when it is enabled")
    func disable() async throws {
        let rig = try await MotionRig()
        let scene = Scene(rig)
        scene.film(1)
        scene.square = (0.2, 0.2, 0.5, 220)
        #expect(isStart(scene.film(1)))
        _ = await rig.motion("enable=0")
        _ = await rig.motion("enable=1")
        #expect(scene.film(1).map(\.event) == [.motionEnded], "heard before the first new picture")
        scene.square = nil
        #expect(isStart(scene.film(1)))
    }

    @Test("looks at about five pictures a second, whatever the camera's pace", arguments: [1, 5, 12.5, 30, 60])
    func pace(rate: Double) async throws {
        let scene = Scene(try await MotionRig())
        scene.rate = rate
        scene.film(3)
        #expect(isStart(scene.film(3) { scene, time in scene.square = (time * 0.1, 0.2, 0.5, 220) }))
    }

    @Test("learns anew after a pause and when the picture's size changes")
    func gaps() async throws {
        let scene = Scene(try await MotionRig())
        scene.film(2)
        scene.pause(60)
        scene.square = (0.2, 0.2, 0.5, 220)
        #expect(scene.film(2) == [])
        scene.square = nil
        scene.size = PictureSize(width: 640, height: 360)
        #expect(scene.film(2) == [])
    }

    @Test("bears pictures that are smaller than the blocks are many", arguments: [(2, 2), (16, 16), (66, 2)])
    func tiny(width: Int, height: Int) async throws {
        let rig = try await MotionRig()
        _ = await rig.motion("blockcount=64x64")
        let scene = Scene(rig)
        scene.size = PictureSize(width: width, height: height)
        scene.film(1)
        scene.square = (0, 0, 0.5, 220)
        scene.film(1)
    }
}

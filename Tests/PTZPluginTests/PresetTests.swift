import BenchHeadDriver
import BoardDevices
import GatewayCore
import GatewayTesting
import Testing

@Suite("PTZ presets", .timeLimit(.minutes(1)))
struct PresetTests {
    @Test("bring head and lens back to where they were added", arguments: [1, 255])
    func recall(number: Int) async throws {
        let rig = try await PTZRig()
        try await rig.move("move_x=1&move_y=1&speed=10", .seconds(3))
        try await rig.move("zoom=1", .seconds(1))
        #expect(await rig.accepts("add_preset=\(number)"))
        try await rig.move("move_x=-1&move_y=-1&speed=10", .seconds(5))
        try await rig.move("zoom=-1", .seconds(2))
        #expect(await rig.accepts("call_preset=\(number)"))
        rig.clock.advance(by: .seconds(20))
        #expect(try rig.position == HeadPosition(pan: 30, tilt: 30))
        #expect(rig.lens.truePosition == [.zoom: 0.75, .focus: 0.5, .iris: 0.5])
    }

    @Test("travel at full speed and tell when they begin and arrive")
    func travel() async throws {
        let rig = try await PTZRig(speed: 100)
        #expect(await rig.accepts("add_preset=1"))
        try await rig.move("move_x=1&speed=10", .seconds(1))
        #expect(await rig.hears(.headMoving(true)))
        #expect(await rig.hears(.headMoving(false)))
        #expect(await rig.accepts("call_preset=1"))
        #expect(await rig.hears(.headMoving(true)))
        rig.clock.advance(by: .milliseconds(400))
        #expect(try rig.position.pan == 60)
        #expect(await rig.rests())
        #expect(try rig.position.pan == 0)
    }

    @Test("added while the head moves hold the place where it is now")
    func addMoving() async throws {
        let rig = try await PTZRig()
        #expect(await rig.accepts("move_x=1&speed=10"))
        rig.clock.advance(by: .seconds(2))
        #expect(await rig.accepts("add_preset=9"))
        try await rig.move("move_x=-1&speed=10", .seconds(10))
        #expect(await rig.accepts("call_preset=9"))
        rig.clock.advance(by: .seconds(20))
        #expect(try rig.position.pan == 20)
    }

    @Test("added again hold the new place")
    func replace() async throws {
        let rig = try await PTZRig()
        #expect(await rig.accepts("add_preset=9"))
        try await rig.move("move_x=1&speed=10", .seconds(1))
        #expect(await rig.accepts("add_preset=9"))
        try await rig.move("move_x=1&speed=10", .seconds(1))
        #expect(await rig.accepts("call_preset=9"))
        rig.clock.advance(by: .seconds(5))
        #expect(try rig.position.pan == 10)
    }

    @Test("that were never added can be neither called nor deleted, and nothing moves")
    func unknown() async throws {
        let rig = try await PTZRig()
        #expect(await rig.accepts("add_preset=1"))
        #expect(await rig.ptz("call_preset=2").reason == "call_preset error")
        #expect(await rig.ptz("delete_preset=2").reason == "delete_preset error")
        #expect(await rig.accepts("delete_preset=1"))
        #expect(await rig.ptz("call_preset=1").reason == "call_preset error")
        #expect(await rig.ptz("delete_preset=1").reason == "delete_preset error")
        #expect(!rig.head.isMoving)
    }

    @Test("end with any other action on the way")
    func interrupt() async throws {
        let rig = try await PTZRig()
        try await rig.move("move_x=1&speed=10", .seconds(5))
        try await rig.move("zoom=1", .seconds(2))
        #expect(await rig.accepts("add_preset=1"))
        try await rig.move("move_x=-1&speed=10", .seconds(5))
        try await rig.move("zoom=-1", .seconds(2))
        for query in ["stop=1", "focus=1", "move_y=0"] {
            #expect(await rig.accepts("call_preset=1"))
            rig.clock.advance(by: .milliseconds(500))
            #expect(await rig.accepts(query))
            #expect(!rig.head.isMoving)
            #expect(!rig.lens.moving.contains(.zoom))
        }
    }

    @Test("outlive a restart")
    func restart() async throws {
        let rig = try await PTZRig()
        try await rig.move("move_y=1&speed=10", .milliseconds(123))
        #expect(await rig.accepts("add_preset=77"))
        #expect(await rig.accepts("add_preset=78"))
        #expect(await rig.accepts("delete_preset=78"))
        let later = try await PTZRig(store: rig.gateway.store)
        #expect(await later.ptz("call_preset=78").reason == "call_preset error")
        #expect(await later.accepts("call_preset=77"))
        later.clock.advance(by: .seconds(10))
        #expect(try later.position == HeadPosition(pan: 0, tilt: 1.23))
    }

    @Test("are neither added nor deleted when the store is full")
    func fullStore() async throws {
        let rig = try await PTZRig()
        #expect(await rig.accepts("add_preset=1"))
        try await rig.move("move_x=1&speed=10", .seconds(1))
        rig.gateway.store.setFull(true)
        for query in ["add_preset=1", "add_preset=2", "delete_preset=1"] { #expect(await rig.ptz(query).status == 503) }
        #expect(await rig.ptz("call_preset=2").reason == "call_preset error")
        #expect(await rig.accepts("call_preset=1"))
        rig.clock.advance(by: .seconds(5))
        #expect(try rig.position.pan == 0)
    }

    @Test("of another lens or beyond the limits are called as far as the board can")
    func otherBoard() async throws {
        let store = MemoryStore()
        try await store.write("ptz.presets", ["1": "pan=500.0 tilt=-5.0 zoom=1.0 iris=0.25"])
        let rig = try await PTZRig(axes: [.zoom], store: store, product: ["defaults.ptz.deadman_seconds": "0"])
        #expect(await rig.accepts("call_preset=1"))
        rig.clock.advance(by: .seconds(60))
        #expect(try rig.position == HeadPosition(pan: 170, tilt: -5))
        #expect(rig.lens.truePosition == [.zoom: 1])
    }

    @Test(
        "that the store cannot have written are left out",
        arguments: [
            "", "pan=1", "pan=nan tilt=0", "pan=1 tilt=2 roll=3", "pan=1 pan=2 tilt=3", "pan=1 tilt=inf", "pan==1 tilt=2",
            "1 2",
            "pan tilt", "\u{301}=1",
        ])
    func unreadable(text: String) async throws {
        let store = MemoryStore()
        try await store.write("ptz.presets", ["1": text, "0": "pan=1.0 tilt=2.0", "x": "pan=1.0 tilt=2.0"])
        let rig = try await PTZRig(store: store)
        #expect(await rig.ptz("call_preset=1").reason == "call_preset error")
        #expect(await rig.accepts("add_preset=1"))
    }
}

extension PTZRig {
    /// Moves for some time, then stops.
    fileprivate func move(_ query: String, _ time: Duration) async throws {
        #expect(await accepts(query))
        clock.advance(by: time)
        #expect(await accepts("stop=1"))
    }
}

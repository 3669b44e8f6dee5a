import BenchHeadDriver
import BoardDevices
import GatewayCore
import GatewayTesting
import Testing

@Suite("What the camera knows of where its head is", .timeLimit(.minutes(1)))
struct PositionTests {
    static let stays = ["defaults.ptz.home_at_start": "false"]

    @Test("is told with the lens, the confidence and what is under way")
    func query() async throws {
        let rig = try await PTZRig()
        #expect(
            await rig.get("position").text.contains(
                "<ptz_position pan=\"0\" tilt=\"0\" zoom=\"50\" focus=\"50\" iris=\"50\" confidence=\"homed\""
                    + " lens_confidence=\"homed\" moving=\"0\" activity=\"rest\" fault=\"\"/>"))
        #expect(await rig.accepts("move_x=-1&move_y=1&speed=1"))
        rig.clock.advance(by: .milliseconds(1_234))
        let text = await rig.get("position").text
        #expect(text.contains("pan=\"-1.23\" tilt=\"1.23\""))
        #expect(text.contains("moving=\"1\" activity=\"drive\""))
        #expect(await rig.accepts("stop=1"))
        #expect(await rig.attribute("activity") == "rest")
        let user = try await rig.gateway.client(privilege: .user)
        #expect(await user.get("/cgi-bin/ptz_position").status == 200)
        #expect(await rig.get("position?pan=1").reason == "error, parse parameters")
        #expect(try await PTZRig(axes: nil).attribute("zoom") == nil)
    }

    @Test("is found out at start where nothing is recorded")
    func homesAtStart() async throws {
        let rig = try await PTZRig(standingAt: HeadPosition(pan: 50, tilt: -20), lensAt: [.zoom: 0.9])
        #expect(rig.head.isMoving)
        #expect(await rig.attribute("confidence") == "unknown")
        #expect(await rig.attribute("activity") == "home")
        await rig.goesOn { await rig.attribute("activity") == "rest" }
        #expect(await rig.attribute("confidence") == "homed")
        #expect(rig.head.truePosition == HeadPosition(pan: 0, tilt: 0))
        #expect(await rig.accepts("move_x=1&speed=10"))
        rig.clock.advance(by: .seconds(1))
        #expect(await rig.attribute("pan") == "10")
        #expect(try rig.position.pan == 10)
    }

    @Test("is not looked for at start where the product says so")
    func staysAtStart() async throws {
        let rig = try await PTZRig(product: Self.stays, standingAt: HeadPosition(pan: 50, tilt: -20))
        #expect(!rig.head.isMoving)
        #expect(await rig.attribute("confidence") == "unknown")
        #expect(await rig.ptz("add_preset=1").reason == "add_preset error")
        #expect(await rig.get("relative?pan=1").reason == "position unknown")
        #expect(await rig.get("limits?set=left").reason == "position unknown")
        #expect(!rig.head.isMoving)
        // A preset is exact all the same: the head homes on its way.
        let store = MemoryStore()
        try await store.write("ptz.presets", ["1": "pan=-40.0 tilt=5.0 zoom=0.25"])
        let later = try await PTZRig(
            store: store, product: Self.stays, standingAt: HeadPosition(pan: 50, tilt: -20), lensAt: [.zoom: 0.9])
        #expect(await later.accepts("call_preset=1"))
        #expect(await later.attribute("activity") == "preset")
        await later.goesOn { await later.attribute("activity") == "rest" }
        #expect(try later.position == HeadPosition(pan: -40, tilt: 5))
        #expect(later.lens.truePosition[.zoom] == 0.25)
        #expect(await later.attribute("confidence") == "homed")
    }

    @Test("outlives a restart, and the head is not homed again")
    func cleanRestart() async throws {
        let rig = try await PTZRig()
        await rig.move("move_x=1&speed=10", .milliseconds(2_345))
        await rig.move("zoom=1", .seconds(1))
        #expect(await rig.accepts("move_y=1&speed=10"))
        rig.clock.advance(by: .seconds(1))
        await rig.gateway.gateway.stop()
        #expect(!rig.head.isMoving)
        let later = try await rig.successor(store: rig.gateway.store)
        #expect(!later.head.isMoving && later.lens.moving == [])
        let text = await later.get("position").text
        #expect(text.contains("pan=\"23.45\" tilt=\"10\" zoom=\"75\" focus=\"50\" iris=\"50\" confidence=\"known\""))
        #expect(text.contains("lens_confidence=\"known\""))
    }

    @Test("is unknown after a cut in the middle of a move, whatever moved it", arguments: ["move_x=1", "call_preset=1"])
    func cutWhileMoving(query: String) async throws {
        let rig = try await PTZRig()
        #expect(await rig.accepts("add_preset=1"))
        await rig.move("move_x=-1&speed=10", .seconds(5))
        #expect(await rig.accepts(query))
        #expect(rig.record() == "moving")
        rig.clock.advance(by: .seconds(1))
        let store = rig.gateway.store.copy()
        let later = try await rig.successor(store: store, product: Self.stays)
        #expect(await later.attribute("confidence") == "unknown")
        let homing = try await rig.successor(store: store)
        await homing.goesOn { await homing.attribute("activity") == "rest" }
        #expect(await homing.attribute("confidence") == "homed")
        #expect(homing.head.truePosition == HeadPosition(pan: 0, tilt: 0))
    }

    @Test("is known again a second after everything stands still, and unknown until then")
    func cutAfterRest() async throws {
        let rig = try await PTZRig()
        await rig.move("move_x=1&speed=10", .seconds(3))
        let early = try await rig.successor(store: rig.gateway.store.copy(), product: Self.stays)
        #expect(await early.attribute("confidence") == "unknown")
        await rig.goesOn { rig.record() != "moving" }
        let late = try await rig.successor(store: rig.gateway.store.copy(), product: Self.stays)
        #expect(await late.attribute("confidence") == "known")
        #expect(await late.attribute("pan") == "30")
        // The next motion makes it unknown before it begins.
        #expect(await rig.accepts("move_x=1"))
        #expect(rig.record() == "moving")
    }

    @Test("arrived at a preset, is recorded without anybody asking")
    func recordAfterPreset() async throws {
        let rig = try await PTZRig(speed: 100)
        #expect(await rig.accepts("add_preset=1"))
        await rig.move("move_x=1&speed=10", .seconds(1))
        #expect(await rig.accepts("call_preset=1"))
        await rig.goesOn { rig.record() != "moving" && !rig.head.isMoving }
        #expect(rig.record() == "pan=0.0 tilt=0.0")
    }

    @Test("is not forgotten for the head when only the lens moves")
    func lensAlone() async throws {
        let rig = try await PTZRig()
        await rig.move("move_x=1&speed=10", .seconds(1))
        await rig.goesOn { rig.record() != "moving" }
        #expect(await rig.accepts("zoom=1"))
        #expect(rig.record() == "pan=10.0 tilt=0.0")
        #expect(rig.record("lens") == "moving")
        let later = try await rig.successor(store: rig.gateway.store.copy(), product: Self.stays)
        #expect(await later.attribute("confidence") == "known")
        #expect(await later.attribute("lens_confidence") == "unknown")
    }

    @Test("needs no record where the mechanism measures it")
    func measured() async throws {
        let rig = try await PTZRig(standingAt: HeadPosition(pan: 12, tilt: 3), measures: true)
        #expect(!rig.head.isMoving)
        #expect(await rig.attribute("confidence") == "homed")
        rig.gateway.store.setFull(true)
        await rig.move("move_x=1&speed=10", .seconds(1))
        await rig.move("zoom=1", .seconds(1))
        #expect(try rig.position.pan == 22)
        #expect(rig.record() == nil && rig.record("lens") == nil)
    }

    @Test("is kept by not moving at all while the store is full; a stop needs no store")
    func fullStore() async throws {
        let rig = try await PTZRig()
        await rig.move("move_x=1&speed=10", .seconds(1))
        await rig.goesOn { rig.record() != "moving" }
        #expect(await rig.accepts("add_preset=1"))
        rig.gateway.store.setFull(true)
        for query in ["move_x=1", "call_preset=1"] {
            let reply = await rig.ptz(query)
            #expect(reply.status == 503 && reply.reason == "storage error")
            #expect(!rig.head.isMoving)
        }
        #expect(await rig.get("home").reason == "storage error")
        #expect(await rig.accepts("stop=1"))
        #expect(rig.record() == "pan=10.0 tilt=0.0")
        rig.gateway.store.setFull(false)
        #expect(await rig.accepts("move_x=1&speed=10"))
        rig.gateway.store.setFull(true)
        #expect(await rig.accepts("move_x=-1&speed=10"), "what is said to move already may go on")
        #expect(await rig.accepts("stop=1"))
        #expect(!rig.head.isMoving)
    }

    @Test(
        "that the store cannot have written is not believed",
        arguments: ["", "pan=1", "pan=nan tilt=0", "pan=500 tilt=0", "x", "pan=1 tilt=2 roll=3"])
    func unreadable(text: String) async throws {
        let store = MemoryStore()
        try await store.write("ptz.position", ["head": text, "lens": text, "roll": "moving"])
        let rig = try await PTZRig(store: store, product: Self.stays)
        #expect(await rig.attribute("confidence") == "unknown")
        #expect(await rig.attribute("lens_confidence") == "unknown")
    }

    @Test("is unknown where the mechanism jams; the camera hears of it, and the next preset homes first")
    func jam() async throws {
        let rig = try await PTZRig()
        #expect(await rig.accepts("add_preset=1"))
        #expect(await rig.accepts("move_x=1&speed=10"))
        #expect(await rig.hears(.headMoving(true)))
        rig.clock.advance(by: .milliseconds(200))
        rig.head.jam(DeviceFault(.failed, "limit switch stuck"))
        await rig.goesOn { rig.events.last == .headFault("limit switch stuck") }
        #expect(rig.events.suffix(2) == [.headMoving(false), .headFault("limit switch stuck")])
        #expect(await rig.attribute("confidence") == "unknown")
        rig.clock.advance(by: .seconds(5))
        #expect(await rig.attribute("activity") == "rest")
        #expect(rig.record() == "moving")
        #expect(await rig.accepts("call_preset=1"))
        await rig.goesOn { await rig.attribute("activity") == "rest" }
        #expect(await rig.attribute("confidence") == "homed")
        #expect(rig.head.truePosition == HeadPosition(pan: 0, tilt: 0))
    }

    @Test("is lost with a head that no longer answers, and the capability with it, until it does again")
    func lost() async throws {
        let rig = try await PTZRig()
        #expect(rig.gateway.gateway.capabilities == [.ptz])
        #expect(await rig.accepts("move_x=1&speed=1"))
        rig.head.setFault(DeviceFault(.failed, "no answer"))
        await rig.goesOn { rig.events.last == .headFault("no answer") }
        #expect(rig.gateway.gateway.capabilities == [])
        #expect(await rig.get("position").reason == "device error")
        rig.head.setFault(nil)
        await rig.goesOn(by: .seconds(1)) { rig.gateway.gateway.capabilities == [.ptz] }
        #expect(await rig.accepts("stop=1"))
        #expect(!rig.head.isMoving)
    }

    @Test("is told to a head that answers late as to one that answers at once")
    func late() async throws {
        let store = MemoryStore()
        try await store.write("ptz.position", ["head": "pan=50.0 tilt=-20.0"])
        let rig = try await PTZRig(
            store: store, product: Self.stays, standingAt: HeadPosition(pan: 50, tilt: -20),
            fault: DeviceFault(.failed, "asleep"))
        #expect(rig.gateway.gateway.capabilities == [])
        #expect(await rig.ptz("move_x=1").reason == "device error")
        #expect(rig.record() == "pan=50.0 tilt=-20.0")
        rig.head.setFault(nil)
        await rig.goesOn(by: .seconds(1)) { rig.gateway.gateway.capabilities == [.ptz] }
        #expect(await rig.attribute("confidence") == "known")
        #expect(await rig.attribute("pan") == "50")
    }
}

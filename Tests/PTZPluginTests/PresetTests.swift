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
        await rig.move("move_x=1&move_y=1&speed=10", .seconds(3))
        await rig.move("zoom=1", .seconds(1))
        #expect(await rig.accepts("add_preset=\(number)"))
        await rig.move("move_x=-1&move_y=-1&speed=10", .seconds(5))
        await rig.move("zoom=-1", .seconds(2))
        #expect(await rig.accepts("call_preset=\(number)"))
        rig.clock.advance(by: .seconds(20))
        #expect(try rig.position == HeadPosition(pan: 30, tilt: 30))
        #expect(rig.lens.truePosition == [.zoom: 0.75, .focus: 0.5, .iris: 0.5])
    }

    @Test("travel at full speed and tell when they begin and arrive")
    func travel() async throws {
        let rig = try await PTZRig(speed: 100)
        #expect(await rig.accepts("add_preset=1"))
        await rig.move("move_x=1&speed=10", .seconds(1))
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
        await rig.move("move_x=-1&speed=10", .seconds(10))
        #expect(await rig.accepts("call_preset=9"))
        rig.clock.advance(by: .seconds(20))
        #expect(try rig.position.pan == 20)
    }

    @Test("added again hold the new place")
    func replace() async throws {
        let rig = try await PTZRig()
        #expect(await rig.accepts("add_preset=9"))
        await rig.move("move_x=1&speed=10", .seconds(1))
        #expect(await rig.accepts("add_preset=9"))
        await rig.move("move_x=1&speed=10", .seconds(1))
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
        await rig.move("move_x=1&speed=10", .seconds(5))
        await rig.move("zoom=1", .seconds(2))
        #expect(await rig.accepts("add_preset=1"))
        await rig.move("move_x=-1&speed=10", .seconds(5))
        await rig.move("zoom=-1", .seconds(2))
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
        await rig.move("move_y=1&speed=10", .milliseconds(123))
        #expect(await rig.accepts("add_preset=77"))
        #expect(await rig.accepts("add_preset=78"))
        #expect(await rig.accepts("delete_preset=78"))
        await rig.gateway.gateway.stop()
        let later = try await rig.successor(store: rig.gateway.store)
        #expect(await later.ptz("call_preset=78").reason == "call_preset error")
        #expect(await later.accepts("call_preset=77"))
        later.clock.advance(by: .seconds(10))
        #expect(try later.position == HeadPosition(pan: 0, tilt: 1.23))
    }

    @Test("are neither added nor deleted when the store is full")
    func fullStore() async throws {
        let rig = try await PTZRig()
        #expect(await rig.accepts("add_preset=1"))
        await rig.move("move_x=1&speed=10", .seconds(1))
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

    @Test("are exact, fifty times each")
    func exact() async throws {
        let rig = try await PTZRig(speed: 60)
        var places: [HeadPosition] = []
        var lenses: [[LensAxis: Double]] = []
        for number in 1...10 {
            await rig.move("move_x=\(number % 2 == 0 ? 1 : -1)&move_y=1&speed=\(number)", .milliseconds(137 * number))
            await rig.move("zoom=\(number % 3 == 0 ? -1 : 1)", .milliseconds(31 * number))
            #expect(await rig.accepts("add_preset=\(number)"))
            places.append(rig.head.truePosition)
            lenses.append(rig.lens.truePosition)
        }
        #expect(Set(places).count == 10)
        for round in 0..<50 {
            for step in 0..<10 {
                let number = (round * 7 + step * 3) % 10
                #expect(await rig.accepts("call_preset=\(number + 1)"))
                rig.clock.advance(by: .seconds(10))
                #expect(abs(rig.head.truePosition.pan - places[number].pan) < 1e-9)
                #expect(abs(rig.head.truePosition.tilt - places[number].tilt) < 1e-9)
                #expect(abs((rig.lens.truePosition[.zoom] ?? -1) - (lenses[number][.zoom] ?? 1)) < 1e-9)
            }
        }
    }

    @Test("have names that last, until they are deleted")
    func names() async throws {
        let rig = try await PTZRig()
        #expect(await rig.get("presets").text.utf8.suffix(15).elementsEqual("<ptz_presets/>\n".utf8))
        await rig.move("move_x=1&speed=10", .milliseconds(1_234))
        #expect(await rig.accepts("add_preset=7"))
        #expect(await rig.accepts("add_preset=2"))
        let door =
            "<preset number=\"7\" name=\"T\u{FC}r &amp; Tor\" pan=\"12.34\" tilt=\"0\" zoom=\"50\" focus=\"50\" iris=\"50\"/>"
        #expect(await rig.get("presets?number=7&name=T%C3%BCr%20%26%20Tor").text.contains(door))
        #expect(await rig.get("presets?number=9&name=x").reason == "number error")
        #expect(await rig.accepts("add_preset=7"), "a new place keeps the name")
        let later = try await rig.successor(store: rig.gateway.store.copy())
        let text = await later.get("presets").text
        #expect(text.contains(door) && text.contains("number=\"2\" name=\"\""))
        await later.goesOn { await later.attribute("activity") == "rest" }
        #expect(await later.accepts("delete_preset=7"))
        #expect(await later.accepts("add_preset=7"))
        #expect(await later.get("presets").text.contains("number=\"7\" name=\"\""))
        #expect(await later.get("presets?number=7&name=").status == 200)
    }

    @Test(
        "take no other names",
        arguments: [
            ("number=1", "name error"), ("name=x", "number range: 1-255"), ("number=0&name=x", "number range: 1-255"),
            ("number=1&name=%01", "name error"), ("number=1&name=%C2%85", "name error"),
            ("number=1&name=\(String(repeating: "x", count: 65))", "name error"), ("number=1&nam=x", "error, parse parameters"),
        ])
    func badNames(query: String, reason: String) async throws {
        let rig = try await PTZRig()
        #expect(await rig.accepts("add_preset=1"))
        #expect(await rig.get("presets?\(query)").reason == reason)
        let user = try await rig.gateway.client(privilege: .user)
        #expect(await user.get("/cgi-bin/ptz_presets").status == 200)
        #expect(await user.get("/cgi-bin/ptz_presets?number=1&name=x").reason == "no permission")
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

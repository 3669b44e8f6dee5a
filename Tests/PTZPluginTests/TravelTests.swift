import BenchHeadDriver
import BoardDevices
import GatewayCore
import GatewayTesting
import Testing

@Suite("Moves to a place, limits and homing", .timeLimit(.minutes(1)))
struct TravelTests {
    @Test("go where they say, the lens with the head")
    func absolute() async throws {
        let rig = try await PTZRig()
        #expect(
            await rig.get("absolute?pan=-12.345&tilt=-29.5&zoom=100&iris=12.5&speed=10").text.contains(
                "<ptz_absolute>true</ptz_absolute>"))
        #expect(await rig.attribute("activity") == "move")
        rig.clock.advance(by: .seconds(10))
        #expect(try rig.position == HeadPosition(pan: -12.345, tilt: -29.5))
        #expect(rig.lens.truePosition == [.zoom: 1, .focus: 0.5, .iris: 0.125])
        #expect(await rig.get("absolute?tilt=90").status == 200)
        rig.clock.advance(by: .seconds(1))
        #expect(try rig.position == HeadPosition(pan: -12.345, tilt: -24.5), "at speed 5, and pan stays")
        #expect(await rig.get("absolute?focus=0").status == 200)
        rig.clock.advance(by: .seconds(10))
        #expect(try rig.position.tilt == -24.5, "as any other action, a lens move ends that of the head")
        #expect(rig.lens.truePosition[.focus] == 0)
    }

    @Test("go by a way from where everything is, and no further than the limits")
    func relative() async throws {
        let rig = try await PTZRig()
        #expect(await rig.get("relative?pan=10.5&tilt=-3&zoom=-25&speed=10").text.contains("<ptz_relative>true</ptz_relative>"))
        rig.clock.advance(by: .seconds(5))
        #expect(try rig.position == HeadPosition(pan: 10.5, tilt: -3))
        #expect(rig.lens.truePosition[.zoom] == 0.25)
        #expect(await rig.get("relative?pan=-5.5&speed=10").status == 200)
        rig.clock.advance(by: .seconds(5))
        #expect(try rig.position == HeadPosition(pan: 5, tilt: -3))
        #expect(await rig.get("relative?pan=340&tilt=-120&zoom=100&speed=10").status == 200)
        rig.clock.advance(by: .seconds(60))
        #expect(try rig.position == HeadPosition(pan: 170, tilt: -30))
        #expect(rig.lens.truePosition[.zoom] == 1)
    }

    @Test(
        "take nothing else",
        arguments: [
            ("absolute?speed=5", "error, parse parameters"), ("absolute?zoom=5&speed=5", "error, parse parameters"),
            ("absolute?pan=1&roll=1", "error, parse parameters"), ("absolute?pan=170.001", "pan range: -170-170"),
            ("absolute?pan=", "pan range: -170-170"), ("absolute?pan=1e1", "pan range: -170-170"),
            ("absolute?pan=nan", "pan range: -170-170"), ("absolute?pan=.5", "pan range: -170-170"),
            ("absolute?pan=5.", "pan range: -170-170"), ("absolute?pan=%2B5", "pan range: -170-170"),
            ("absolute?pan=1.2345", "pan range: -170-170"), ("absolute?pan=--1", "pan range: -170-170"),
            ("absolute?pan=1&tilt=-31", "tilt range: -30-90"), ("absolute?pan=1&tilt=1&speed=0", "speed range: 1-10"),
            ("absolute?zoom=100.1", "zoom range: 0-100"), ("absolute?zoom=-1", "zoom range: 0-100"),
            ("relative?pan=341", "pan range: -340-340"), ("relative?tilt=-121", "tilt range: -120-120"),
            ("relative?iris=101", "iris range: -100-100"), ("relative?speed=1", "error, parse parameters"),
            ("home?x=1", "error, parse parameters"),
        ])
    func bad(target: String, reason: String) async throws {
        let rig = try await PTZRig()
        #expect(await rig.get(target).reason == reason)
        #expect(!rig.head.isMoving && rig.lens.moving == [])
    }

    @Test("need the motors and an Operator")
    func permission() async throws {
        let rig = try await PTZRig(axes: [.zoom])
        #expect(await rig.get("absolute?focus=1").reason == "not supported")
        #expect(await rig.get("relative?pan=1&iris=1").reason == "not supported")
        let user = try await rig.gateway.client(privilege: .user)
        for target in ["absolute?pan=1", "relative?pan=1", "home", "limits?set=left", "tour?enable=0", "park?enable=0"] {
            #expect(await user.get("/cgi-bin/ptz_\(target)").reason == "no permission")
        }
        for target in ["limits", "tour", "park", "presets", "position"] {
            #expect(await user.get("/cgi-bin/ptz_\(target)").status == 200)
        }
        #expect(!rig.head.isMoving)
    }

    @Test("list what the lens has, and nothing that it has not", arguments: [Set(LensAxis.allCases), [.zoom], nil])
    func listing(axes: Set<LensAxis>?) async throws {
        let rig = try await PTZRig(axes: axes)
        for path in ["/cgi-bin/ptz_ctrl", "/cgi-bin/ptz_absolute", "/cgi-bin/ptz_relative"] {
            let interface = try #require(rig.gateway.gateway.interfaces.first { $0.path == path })
            let names = interface.parameters().map(\.name)
            for axis in LensAxis.allCases { #expect(names.contains(axis.rawValue) == (axes ?? []).contains(axis)) }
        }
    }

    @Test("home finds the reference again, from anywhere")
    func home() async throws {
        let rig = try await PTZRig()
        await rig.move("move_x=1&move_y=1&speed=10", .seconds(3))
        await rig.move("zoom=1", .seconds(1))
        #expect(await rig.get("home").text.contains("<ptz_home>true</ptz_home>"))
        #expect(await rig.attribute("confidence") == "unknown")
        await rig.goesOn { await rig.attribute("activity") == "rest" }
        #expect(await rig.attribute("confidence") == "homed")
        #expect(rig.head.truePosition == HeadPosition(pan: 0, tilt: 0))
        #expect(rig.lens.truePosition[.zoom] == 0.5)
        #expect(await rig.get("home").status == 200)
        #expect(await rig.accepts("stop=1"))
    }

    @Test("limits are set by driving there, hold for everything, and last")
    func limits() async throws {
        let rig = try await PTZRig(product: ["defaults.ptz.deadman_seconds": "0"])
        #expect(await rig.accepts("add_preset=1"))
        #expect(await rig.get("limits").text.contains("<ptz_limits left=\"-170\" right=\"170\" down=\"-30\" up=\"90\"/>"))
        await rig.move("move_x=-1&move_y=-1&speed=10", .milliseconds(2_000))
        #expect(await rig.accepts("add_preset=2"))
        await rig.move("move_x=1&move_y=1&speed=10", .milliseconds(1_000))
        #expect(
            await rig.get("limits?set=left").text.contains("<ptz_limits left=\"-10\" right=\"170\" down=\"-30\" up=\"90\"/>"))
        #expect(await rig.get("limits?set=down").text.contains("down=\"-10\""))
        for query in ["move_x=-1&move_y=-1&speed=10", "call_preset=2"] {
            #expect(await rig.accepts(query))
            rig.clock.advance(by: .seconds(60))
            #expect(try rig.position == HeadPosition(pan: -10, tilt: -10))
        }
        #expect(await rig.get("absolute?pan=-11").reason == "pan range: -10-170")
        #expect(await rig.get("relative?pan=-100").status == 200)
        rig.clock.advance(by: .seconds(60))
        #expect(try rig.position.pan == -10)
        await rig.gateway.gateway.stop()
        let later = try await rig.successor(store: rig.gateway.store)
        #expect(await later.get("limits").text.contains("<ptz_limits left=\"-10\" right=\"170\" down=\"-10\" up=\"90\"/>"))
        #expect(await later.accepts("move_x=-1&speed=10"))
        later.clock.advance(by: .seconds(60))
        #expect(try later.position.pan == -10)
        #expect(await later.get("limits?clear=left").text.contains("left=\"-170\" right=\"170\" down=\"-10\""))
        #expect(await later.accepts("move_x=-1&move_y=-1&speed=10"))
        later.clock.advance(by: .seconds(60))
        #expect(try later.position == HeadPosition(pan: -170, tilt: -10))
        #expect(await later.get("limits?clear=all").text.contains("down=\"-30\""))
    }

    @Test("limits take nothing else, and nothing has changed then")
    func badLimits() async throws {
        let rig = try await PTZRig()
        #expect(await rig.get("limits?set=top").reason == "set: left or right or down or up")
        #expect(await rig.get("limits?clear=").reason == "clear: left or right or down or up or all")
        #expect(await rig.get("limits?set=left&clear=up").reason == "error, parse parameters")
        #expect(await rig.get("limits?left=1").reason == "error, parse parameters")
        await rig.move("move_x=1&speed=10", .seconds(3))
        #expect(await rig.get("limits?set=left").status == 200)
        #expect(await rig.get("limits?set=right").reason == "set error", "nothing would be left between them")
        rig.gateway.store.setFull(true)
        #expect(await rig.get("limits?clear=all").status == 503)
        #expect(await rig.get("limits").text.contains("left=\"30\" right=\"170\""))
        rig.gateway.store.setFull(false)
        #expect(await rig.accepts("move_x=-1&speed=10"))
        rig.clock.advance(by: .seconds(20))
        #expect(try rig.position.pan == 30)
    }

    @Test("limits of the operator hold while the position is unknown: the head homes before it is driven")
    func limitsOfUnknown() async throws {
        let store = MemoryStore()
        try await store.write("ptz_limits", ["left": "-10.0", "right": "20.0"])
        let rig = try await PTZRig(
            store: store, product: ["defaults.ptz.home_at_start": "false", "defaults.ptz.deadman_seconds": "0"],
            standingAt: HeadPosition(pan: 100, tilt: 0))
        #expect(await rig.accepts("move_x=-1&speed=10"))
        await rig.goesOn { await rig.attribute("activity") == "rest" }
        #expect(await rig.attribute("confidence") == "homed")
        #expect(try rig.position.pan == -10)
    }
}

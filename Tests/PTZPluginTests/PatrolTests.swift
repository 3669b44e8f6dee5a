import BenchHeadDriver
import BoardDevices
import GatewayCore
import GatewayTesting
import MediaCore
import Testing

@Suite("Tour and parking", .timeLimit(.minutes(1)))
struct PatrolTests {
    @Test("a tour visits its presets in turn and stays at each as long as it says")
    func tour() async throws {
        let rig = try await presets()
        #expect(
            await rig.get("tour?enable=1&stops=1:10,9:3,2:20&speed=10").text.contains(
                "<ptz_tour enable=\"1\" stops=\"1:10,9:3,2:20\" speed=\"10\" resume=\"60\" state=\"running\"/>"))
        for pan in [10.0, 20, 10, 20] {
            await rig.goesOn { rig.head.truePosition.pan == pan }
            let arrived = rig.clock.now
            await rig.goesOn { rig.head.isMoving }
            #expect(rig.clock.now - arrived >= .seconds(pan))
        }
        #expect(await rig.attribute("activity") == "tour")
    }

    @Test("an operator comes before the tour, which goes on when he has left the head alone")
    func operatorFirst() async throws {
        let rig = try await presets()
        #expect(await rig.get("tour?enable=1&stops=1:1,2:1&speed=10&resume=30").status == 200)
        await rig.goesOn { rig.head.isMoving }
        #expect(await rig.accepts("move_y=1&speed=10"))
        #expect(await rig.attribute("activity") == "drive")
        #expect(await rig.attribute("state", of: "tour") == "waiting")
        rig.clock.advance(by: .seconds(4))
        #expect(await rig.accepts("stop=1"))
        let stopped = rig.clock.now
        let place = try rig.position
        #expect(place.tilt == 40)
        await rig.goesOn { rig.head.isMoving }
        #expect(rig.clock.now - stopped >= .seconds(30))
        #expect(await rig.attribute("state", of: "tour") == "running")
        await rig.goesOn { rig.head.truePosition == HeadPosition(pan: 20, tilt: 0) }
    }

    @Test("a tour that does not resume waits until it is enabled again")
    func noResume() async throws {
        let rig = try await presets()
        #expect(await rig.get("tour?enable=1&stops=1:1,2:1&resume=0").status == 200)
        await rig.goesOn { rig.head.isMoving }
        #expect(await rig.accepts("stop=1"))
        for _ in 0..<50 {
            rig.clock.advance(by: .seconds(60))
            #expect(await rig.attribute("activity") == "rest")
        }
        #expect(await rig.get("tour?enable=1").status == 200)
        await rig.goesOn { rig.head.isMoving }
        #expect(await rig.get("tour?enable=0").text.contains("state=\"off\""))
        #expect(await rig.accepts("stop=1"))
        rig.clock.advance(by: .seconds(600))
        #expect(await rig.attribute("activity") == "rest")
    }

    @Test("a tour goes on after a restart")
    func restart() async throws {
        let rig = try await presets()
        #expect(await rig.get("tour?enable=1&stops=2:5").status == 200)
        await rig.gateway.gateway.stop()
        let later = try await rig.successor(store: rig.gateway.store)
        await later.goesOn { later.head.truePosition.pan == 20 }
        #expect(await later.attribute("state", of: "tour") == "running")
    }

    @Test("the head stays longer where something moves in the picture, but not for ever")
    func sceneMoves() async throws {
        let rig = try await presets()
        rig.gateway.events.publish(.motionStarted(percent: 20))
        #expect(await rig.get("tour?enable=1&stops=1:1,2:1&speed=10").status == 200)
        await rig.goesOn { rig.head.truePosition.pan == 10 }
        let arrived = rig.clock.now
        await rig.goesOn { rig.head.isMoving }
        #expect(rig.clock.now - arrived >= .seconds(60))
        rig.gateway.events.publish(.motionEnded)
        await rig.goesOn { rig.head.truePosition.pan == 20 }
    }

    @Test("the head parks at its preset when nobody wants it, once, and after an operator's move again")
    func park() async throws {
        let rig = try await presets()
        #expect(
            await rig.get("park?enable=1&preset=2&delay=30").text.contains(
                "<ptz_park enable=\"1\" action=\"preset\" preset=\"2\" delay=\"30\"/>"))
        let asked = rig.clock.now
        await rig.goesOn { rig.head.isMoving }
        #expect(rig.clock.now - asked >= .seconds(30))
        #expect(await rig.attribute("activity") == "park")
        await rig.goesOn { await rig.attribute("activity") == "rest" }
        #expect(try rig.position.pan == 20)
        for _ in 0..<20 {
            rig.clock.advance(by: .seconds(60))
            #expect(await rig.attribute("activity") == "rest")
        }
        #expect(await rig.accepts("move_x=1&speed=10"))
        rig.clock.advance(by: .seconds(1))
        #expect(await rig.accepts("stop=1"))
        await rig.goesOn { rig.head.isMoving }
        await rig.goesOn { rig.head.truePosition.pan == 20 }
    }

    @Test("the head parks at its reference, and never while a client drives it")
    func parkHome() async throws {
        let rig = try await PTZRig(speed: 0.1, product: ["defaults.ptz.deadman_seconds": "0"])
        #expect(await rig.get("park?enable=1&action=home&delay=5").status == 200)
        #expect(await rig.accepts("move_x=1&speed=10"))
        for _ in 0..<30 {
            rig.clock.advance(by: .seconds(1))
            #expect(await rig.attribute("activity") == "drive")
        }
        #expect(await rig.accepts("stop=1"))
        await rig.goesOn { await rig.attribute("activity") == "park" }
        await rig.goesOn { await rig.attribute("activity") == "rest" }
        #expect(rig.head.truePosition == HeadPosition(pan: 0, tilt: 0))
    }

    @Test(
        "take nothing else",
        arguments: [
            ("tour?enable=1", "stops error"), ("tour?stops=1", "stops error"), ("tour?stops=0:5", "stops error"),
            ("tour?stops=256:5", "stops error"), ("tour?stops=1:0", "stops error"), ("tour?stops=1:3601", "stops error"),
            ("tour?stops=1:5,", "stops error"), ("tour?stops=1:5:5", "stops error"), ("tour?stops=1:\u{661}", "stops error"),
            ("tour?stops=\(Array(repeating: "1:5", count: 33).joined(separator: ","))", "stops error"),
            ("tour?speed=11", "speed range: 1-10"), ("tour?resume=86401", "resume range: 0-86400"),
            ("park?action=sleep", "action: preset or home"), ("park?preset=0", "preset range: 1-255"),
            ("park?delay=4", "delay range: 5-86400"), ("park?enable=2", "enable: 0 or 1"),
            ("park?x=1", "error, parse parameters"),
        ])
    func bad(target: String, reason: String) async throws {
        let rig = try await PTZRig()
        #expect(await rig.get(target).reason == reason)
        rig.clock.advance(by: .seconds(600))
        #expect(await rig.attribute("activity") == "rest")
    }

    /// A rig whose presets 1 and 2 are at 10 and 20 degrees.
    private func presets() async throws -> PTZRig {
        let store = MemoryStore()
        try await store.write("ptz.presets", ["1": "pan=10.0 tilt=0.0", "2": "pan=20.0 tilt=0.0"])
        return try await PTZRig(store: store)
    }
}

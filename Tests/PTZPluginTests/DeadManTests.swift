import BenchHeadDriver
import BoardDevices
import GatewayCore
import GatewayTesting
import Testing

@Suite("A drive whose client has gone", .timeLimit(.minutes(1)))
struct DeadManTests {
    @Test("is stopped after 30 s, and not before")
    func standard() async throws {
        let rig = try await PTZRig(speed: 1)
        #expect(await rig.accepts("move_x=1&speed=10"))
        #expect(await rig.hears(.headMoving(true)))
        rig.clock.advance(by: .milliseconds(29_900))
        rig.clock.advance(by: .milliseconds(100))
        #expect(await rig.hears(.headMoving(false)))
        rig.clock.advance(by: .seconds(10))
        #expect(try rig.position.pan == 30)
    }

    @Test("is stopped after the product's time", arguments: ["zoom=1", "focus=-1", "iris=1", "move_y=1&speed=1"])
    func product(query: String) async throws {
        let rig = try await PTZRig(speed: 1, product: ["defaults.ptz.deadman_seconds": "1"])
        #expect(await rig.accepts(query))
        #expect(await rig.hears(.headMoving(true)))
        #expect(rig.head.isMoving || rig.lens.moving != [])
        rig.clock.advance(by: .seconds(1))
        #expect(await rig.hears(.headMoving(false)))
        #expect(!rig.head.isMoving && rig.lens.moving == [])
    }

    @Test("goes on while its user asks for something else, and for the full time after the last request")
    func renewed() async throws {
        let rig = try await PTZRig(speed: 1)
        #expect(await rig.accepts("move_x=1&speed=10"))
        #expect(await rig.hears(.headMoving(true)))
        for _ in 0..<4 {
            rig.clock.advance(by: .seconds(20))
            rig.somethingElse()
        }
        rig.clock.advance(by: .milliseconds(29_999))
        rig.clock.advance(by: .milliseconds(1))
        #expect(await rig.hears(.headMoving(false)))
        #expect(try rig.position.pan == 110)
    }

    @Test("goes on with another uid of the same user")
    func otherSession() async throws {
        let rig = try await PTZRig(speed: 1)
        #expect(await rig.accepts("move_x=1&speed=10"))
        #expect(await rig.hears(.headMoving(true)))
        rig.clock.advance(by: .seconds(20))
        _ = try await rig.gateway.client()
        rig.clock.advance(by: .seconds(20))
        rig.clock.advance(by: .seconds(10))
        #expect(await rig.hears(.headMoving(false)))
        #expect(try rig.position.pan == 50)
    }

    @Test("is not kept alive by refused requests, nor by other users")
    func strangers() async throws {
        let rig = try await PTZRig(speed: 1)
        let other = try await rig.gateway.client(privilege: .operator)
        #expect(await rig.accepts("move_x=1&speed=10"))
        #expect(await rig.hears(.headMoving(true)))
        rig.clock.advance(by: .seconds(20))
        #expect(await rig.ptz("zoom=9").status == 400)
        rig.gateway.gateway.access.requestSucceeded(uid: other.uid)
        rig.clock.advance(by: .seconds(10))
        #expect(await rig.hears(.headMoving(false)))
        #expect(try rig.position.pan == 30)
    }

    @Test("hands over to the client that took over")
    func takeover() async throws {
        let rig = try await PTZRig(speed: 1)
        let other = try await rig.gateway.client(privilege: .operator)
        #expect(await rig.accepts("move_x=1&speed=10"))
        #expect(await rig.hears(.headMoving(true)))
        rig.clock.advance(by: .seconds(20))
        #expect(await other.get("/cgi-bin/ptz_ctrl?move_x=-1&speed=10").status == 200)
        rig.clock.advance(by: .seconds(29))
        rig.clock.advance(by: .seconds(1))
        #expect(await rig.hears(.headMoving(false)))
        #expect(try rig.position.pan == -10)
    }

    @Test("goes on where the product has no dead-man time")
    func off() async throws {
        let rig = try await PTZRig(speed: 1, product: ["defaults.ptz.deadman_seconds": "0"])
        #expect(await rig.accepts("move_x=1&speed=10"))
        rig.clock.advance(by: .seconds(100))
        #expect(try rig.position.pan == 100)
        #expect(rig.head.isMoving)
    }

    @Test("is no preset: that arrives however long it takes")
    func preset() async throws {
        let store = MemoryStore()
        try await store.write("ptz.presets", ["1": "pan=100.0 tilt=0.0"])
        let rig = try await PTZRig(speed: 1, store: store)
        #expect(await rig.accepts("call_preset=1"))
        rig.clock.advance(by: .seconds(99))
        rig.clock.advance(by: .seconds(2))
        #expect(try rig.position.pan == 100)
    }

    @Test("is tried to be stopped again every second when the head does not answer")
    func stubborn() async throws {
        let rig = try await PTZRig(speed: 0.001)
        #expect(await rig.accepts("zoom=1"))
        #expect(await rig.accepts("move_x=1&speed=10"))
        #expect(await rig.hears(.headMoving(true)))
        rig.head.setFault(DeviceFault(.failed, "no answer"))
        rig.clock.advance(by: .seconds(31))
        rig.head.setFault(nil)
        // Each try is made on the head's thread and only then the next one is planned, so time goes on until one has worked;
        // the head is far too slow to reach its limit meanwhile.
        while rig.head.isMoving, !Task.isCancelled {
            rig.clock.advance(by: .milliseconds(100))
            await Task.yield()
        }
        #expect(try !rig.head.isMoving && rig.position.pan < 170)
    }

    @Test("a dead-man time that is none stops the product", arguments: ["-1", "soon", "86401", ""])
    func badTime(text: String) async {
        await #expect(throws: ConfigFailure.self) { try await PTZRig(product: ["defaults.ptz.deadman_seconds": text]) }
    }

    @Test("an unknown product default stops the product")
    func unknownDefault() async {
        await #expect(throws: ConfigFailure.self) { try await PTZRig(product: ["defaults.ptz.deadman": "3"]) }
    }
}

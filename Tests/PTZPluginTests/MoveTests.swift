import BenchHeadDriver
import BoardDevices
import GatewayCore
import GatewayTesting
import Testing

@Suite("PTZ moves", .timeLimit(.minutes(1)))
struct MoveTests {
    @Test(
        "move in every direction of the document",
        arguments: [(-1, 0), (1, 0), (0, 1), (0, -1), (-1, 1), (-1, -1), (1, 1), (1, -1)])
    func directions(pan: Int, tilt: Int) async throws {
        let rig = try await PTZRig()
        #expect(await rig.accepts("move_x=\(pan)&move_y=\(tilt)&speed=5"))
        rig.clock.advance(by: .seconds(2))
        #expect(try rig.position == HeadPosition(pan: Double(pan) * 10, tilt: Double(tilt) * 10))
        #expect(rig.head.isMoving)
    }

    @Test("follow the speed, which is 5 if it is not sent", arguments: [(1, 1.0), (10, 10.0), (nil, 5.0)])
    func speed(speed: Int?, way: Double) async throws {
        let rig = try await PTZRig()
        #expect(await rig.accepts("move_y=1" + (speed.map { "&speed=\($0)" } ?? "")))
        rig.clock.advance(by: .seconds(1))
        #expect(try rig.position == HeadPosition(pan: 0, tilt: way))
    }

    @Test("stop at once", arguments: ["stop=1", "move_x=0", "move_y=0", "move_x=0&move_y=0", "move_x=0&move_y=0&speed=3"])
    func stop(query: String) async throws {
        let rig = try await PTZRig()
        #expect(await rig.accepts("move_x=1&speed=10"))
        rig.clock.advance(by: .seconds(1))
        #expect(await rig.accepts(query))
        rig.clock.advance(by: .seconds(5))
        #expect(try rig.position == HeadPosition(pan: 10, tilt: 0))
    }

    @Test("stop the lens as well")
    func stopLens() async throws {
        let rig = try await PTZRig()
        #expect(await rig.accepts("zoom=1"))
        #expect(await rig.accepts("stop=1"))
        #expect(rig.lens.moving == [])
    }

    @Test("go on to the limit and no further")
    func limit() async throws {
        let rig = try await PTZRig(product: ["defaults.ptz.deadman_seconds": "0"])
        #expect(await rig.accepts("move_x=-1&speed=10"))
        #expect(await rig.hears(.headMoving(true)))
        rig.clock.advance(by: .seconds(30))
        #expect(try rig.position == HeadPosition(pan: -170, tilt: 0))
    }

    @Test("drive the lens", arguments: [(LensAxis.zoom, 1), (.zoom, -1), (.focus, 1), (.focus, -1), (.iris, 1), (.iris, -1)])
    func lens(axis: LensAxis, direction: Int) async throws {
        let rig = try await PTZRig()
        #expect(await rig.accepts("\(axis.rawValue)=\(direction)"))
        rig.clock.advance(by: .seconds(1))
        #expect(rig.lens.truePosition[axis] == 0.5 + 0.25 * Double(direction))
        #expect(rig.lens.moving == [axis])
    }

    @Test("end what went before, as any other action does")
    func otherAction() async throws {
        let rig = try await PTZRig()
        #expect(await rig.accepts("move_x=1&speed=10"))
        rig.clock.advance(by: .seconds(1))
        #expect(await rig.accepts("zoom=1"))
        rig.clock.advance(by: .seconds(1))
        #expect(try rig.position.pan == 10)
        #expect(await rig.accepts("iris=-1"))
        #expect(rig.lens.moving == [.iris])
        #expect(await rig.accepts("move_y=1&speed=10"))
        #expect(rig.lens.moving == [])
        rig.clock.advance(by: .seconds(1))
        #expect(try rig.position == HeadPosition(pan: 10, tilt: 10))
        #expect(await rig.accepts("add_preset=1"))
        rig.clock.advance(by: .seconds(1))
        #expect(try rig.position == HeadPosition(pan: 10, tilt: 10))
    }

    @Test("of a second client take over")
    func takeover() async throws {
        let rig = try await PTZRig()
        let other = try await rig.gateway.client(privilege: .operator)
        #expect(await rig.accepts("move_x=1&speed=10"))
        rig.clock.advance(by: .seconds(2))
        #expect(await other.get("/cgi-bin/ptz_ctrl?move_x=-1&speed=5").status == 200)
        rig.clock.advance(by: .seconds(1))
        #expect(try rig.position.pan == 15)
        #expect(await rig.accepts("stop=1"))
        #expect(!rig.head.isMoving)
    }

    @Test("are told to the rest of the camera: beginning, and end after a stop")
    func events() async throws {
        let rig = try await PTZRig()
        #expect(await rig.accepts("move_x=1"))
        #expect(await rig.hears(.headMoving(true)))
        #expect(await rig.accepts("move_x=-1"))
        #expect(await rig.accepts("stop=1"))
        #expect(await rig.hears(.headMoving(false)))
        #expect(await rig.accepts("focus=1"))
        #expect(await rig.hears(.headMoving(true)))
    }

    @Test("end for the rest of the camera when the limit is reached")
    func eventAtLimit() async throws {
        let rig = try await PTZRig(speed: 1_000)
        #expect(await rig.accepts("move_x=1&speed=10"))
        #expect(await rig.hears(.headMoving(true)))
        #expect(await rig.rests())
        #expect(try rig.position.pan == 170)
    }

    @Test("end when the gateway stops")
    func gatewayStops() async throws {
        let rig = try await PTZRig()
        #expect(await rig.accepts("move_x=1"))
        await rig.gateway.gateway.stop()
        #expect(!rig.head.isMoving)
        #expect(await rig.ptz("move_x=1").status == 503)
        #expect(!rig.head.isMoving)
    }

    @Test("of a broken head are a device error, and work again when it is mended")
    func broken() async throws {
        let rig = try await PTZRig()
        rig.head.setFault(DeviceFault(.failed, "no answer"))
        for query in ["move_x=1", "stop=1", "add_preset=1"] {
            #expect(await rig.ptz(query).reason == "device error")
        }
        rig.head.setFault(nil)
        #expect(await rig.accepts("move_x=1"))
        #expect(rig.head.isMoving)
        rig.lens.setFault(DeviceFault(.failed, "no answer"))
        #expect(await rig.ptz("zoom=1").reason == "device error")
        #expect(!rig.head.isMoving)
    }

    @Test("a stop reaches the lens even if the head does not answer")
    func brokenHeadStopsLens() async throws {
        let rig = try await PTZRig()
        #expect(await rig.accepts("zoom=1"))
        rig.head.setFault(DeviceFault(.failed, "no answer"))
        #expect(await rig.ptz("stop=1").reason == "device error")
        #expect(rig.lens.moving == [])
    }
}

import BenchHeadDriver
import BoardDevices
import GatewayCore
import GatewayTesting
import PTZPlugin
import Testing

@Suite("PTZ requests", .timeLimit(.minutes(1)))
struct PTZRequestTests {
    @Test(
        "without exactly one action cannot be understood",
        arguments: [
            "speed=5", "timestamp=1", "stop=1&move_x=1", "zoom=1&focus=1", "zoom=1&move_y=0", "call_preset=1&add_preset=2",
            "stop=1&speed=5", "zoom=1&speed=5", "call_preset=1&speed=5", "move_x=1&move_x=1", "zoom=7&iris=9", "pan=1",
            "move_x=1&pan=1", "Move_x=1", "stop=1&stop=1", "move_x=%FF",
        ])
    func shape(query: String) async throws {
        let rig = try await PTZRig()
        let reply = await rig.ptz(query)
        #expect(reply.status == 400)
        #expect(reply.reason == "error, parse parameters")
        #expect(reply.text.contains("<value>/cgi-bin/ptz_ctrl</value>"))
        #expect(!rig.head.isMoving && rig.lens.moving == [])
    }

    @Test("without any action cannot be understood")
    func nothing() async throws {
        let rig = try await PTZRig()
        #expect(await rig.client.get("/cgi-bin/ptz_ctrl").reason == "error, parse parameters")
    }

    static let nonsense = [
        "", "2", "-2", "1.0", "left", "%2B1", "%201", "1%20", "99999999999999999999", "%EF%BC%91", "--1", "-",
        String(repeating: "1", count: 5_000),
    ]

    @Test("with a bad direction are refused with the directions", arguments: nonsense)
    func directions(value: String) async throws {
        let rig = try await PTZRig()
        #expect(await rig.ptz("move_x=\(value)").reason == "move_x range: -1,0,1")
        #expect(await rig.ptz("move_x=1&move_y=\(value)").reason == "move_y range: -1,0,1")
        for axis in ["zoom", "focus", "iris"] {
            #expect(await rig.ptz("\(axis)=\(value)").reason == "\(axis) range: -1,1")
            #expect(await rig.ptz("\(axis)=0").reason == "\(axis) range: -1,1")
        }
        #expect(!rig.head.isMoving && rig.lens.moving == [])
    }

    @Test("with a bad stop, speed or preset are refused", arguments: nonsense.filter { $0 != "2" && $0 != "1" } + ["0", "256"])
    func numbers(value: String) async throws {
        let rig = try await PTZRig()
        #expect(await rig.accepts("zoom=1"))
        #expect(await rig.ptz("stop=\(value)").reason == "stop: 1")
        #expect(await rig.ptz("move_x=1&speed=\(value)").reason == "speed range: 1-10")
        for action in ["call_preset", "add_preset", "delete_preset"] {
            #expect(await rig.ptz("\(action)=\(value)").reason == "\(action) range: 1-255")
        }
        #expect(rig.lens.moving == [.zoom], "a refused action ends nothing")
        #expect(!rig.head.isMoving)
    }

    @Test(
        "name the first bad value in the order of the document, speed last",
        arguments: [
            ("speed=0&move_y=5&move_x=5", "move_x range: -1,0,1"), ("speed=0&move_y=5&move_x=1", "move_y range: -1,0,1"),
            ("speed=11&move_y=1", "speed range: 1-10"), ("speed=11&move_y=0", "speed range: 1-10"), ("stop=2", "stop: 1"),
        ])
    func order(query: String, reason: String) async throws {
        let rig = try await PTZRig()
        #expect(await rig.ptz(query).reason == reason)
    }

    @Test("for an axis that the lens does not have are not supported, whatever the value")
    func absentAxes() async throws {
        let zoomOnly = try await PTZRig(axes: [.zoom])
        #expect(await zoomOnly.accepts("zoom=1"))
        for query in ["focus=1", "iris=-1", "focus=9"] { #expect(await zoomOnly.ptz(query).reason == "not supported") }
        let noLens = try await PTZRig(axes: nil)
        for query in ["zoom=1", "focus=1", "iris=1"] { #expect(await noLens.ptz(query).reason == "not supported") }
        #expect(await noLens.accepts("move_x=1"))
        #expect(await noLens.accepts("add_preset=1"))
        #expect(await noLens.accepts("call_preset=1"))
    }

    @Test("need an Operator")
    func privileges() async throws {
        let rig = try await PTZRig()
        let user = try await rig.gateway.client(privilege: .user)
        #expect(await user.get("/cgi-bin/ptz_ctrl?move_x=1").reason == "no permission")
        #expect(!rig.head.isMoving)
        let other = try await rig.gateway.client(privilege: .operator)
        #expect(await other.get("/cgi-bin/ptz_ctrl?move_x=1").status == 200)
        #expect(rig.head.isMoving)
    }

    @Test("by HEAD move nothing")
    func head() async throws {
        let rig = try await PTZRig()
        let reply = await rig.client.send("/cgi-bin/ptz_ctrl?move_x=1&uid=\(rig.client.uid)", method: "HEAD")
        #expect(reply.status == 405)
        #expect(!rig.head.isMoving)
    }

    @Test("may come in a form body")
    func form() async throws {
        let rig = try await PTZRig()
        let form = "uid=\(rig.client.uid)&move_x=1"
        #expect(await rig.client.send("/cgi-bin/ptz_ctrl", method: "POST", form: form).status == 200)
        #expect(rig.head.isMoving)
    }

    @Test("are supported where the board has a head, and only there")
    func capability() async throws {
        #expect(try await PTZRig(axes: nil).gateway.gateway.capabilities == [.ptz])
        let lens = SimulatedLens(clock: ManualClock())
        let gateway = try await TestGateway(plugins: [PTZ.self], devices: [(["lens"], lens)])
        #expect(gateway.gateway.capabilities == [])
        #expect(try await gateway.client().get("/cgi-bin/ptz_ctrl?zoom=1").reason == "not supported")
        #expect(lens.moving == [])
    }
}

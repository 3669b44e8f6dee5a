import BenchHeadDriver
import BoardDevices
import GatewayCore
import GatewayTesting
import PTZPlugin
import Synchronization
import Testing

@Suite("The one owner of the head", .timeLimit(.minutes(1)))
struct OwnershipTests {
    @Test("a stop reaches the head while another call of it waits, and once more when that is over")
    func stopWhileStuck() async throws {
        let head = StuckHead()
        let gateway = try await TestGateway(plugins: [PTZ.self], devices: [(["pan-tilt"], head)])
        let client = try await gateway.client()
        head.hold()
        async let move = client.get("/cgi-bin/ptz_ctrl?move_x=1")
        try await eventually("the drive waits") { head.calls == ["drive"] }
        async let later = client.get("/cgi-bin/ptz_ctrl?move_x=-1")
        #expect(await client.get("/cgi-bin/ptz_ctrl?stop=1").status == 200)
        #expect(head.calls == ["drive", "stop"])
        head.letGo()
        #expect(await move.status == 200)
        #expect(await later.status == 200)
        let calls = head.calls
        #expect(calls.starts(with: ["drive", "stop", "driven", "stop"]))
        // The second move was asked for before the stop or after it; only then it may begin.
        #expect(calls.count == 4 || calls.suffix(2) == ["drive", "driven"])
        await gateway.gateway.stop()
    }

    @Test("whoever only looks is not in the way of those who move")
    func lookers() async throws {
        let head = StuckHead()
        let gateway = try await TestGateway(plugins: [PTZ.self], devices: [(["pan-tilt"], head)])
        let client = try await gateway.client()
        let user = try await gateway.client(privilege: .user)
        head.hold()
        async let move = client.get("/cgi-bin/ptz_ctrl?move_x=1")
        try await eventually("the drive waits") { head.calls == ["drive"] }
        let refused = Tally()
        await withTaskGroup { group in
            for _ in 0..<200 {
                group.addTask {
                    let reply = await user.get("/cgi-bin/ptz_position")
                    if reply.status == 503 && reply.reason == "busy" { refused.count.withLock { $0 += 1 } }
                }
            }
            // Eight wait; all others have been refused before the head goes on.
            do {
                try await eventually("192 are refused") { refused.count.withLock { $0 } == 192 }
            } catch {
                Issue.record(error)
            }
            async let second = client.get("/cgi-bin/ptz_ctrl?move_y=1")
            #expect(await client.get("/cgi-bin/ptz_ctrl?stop=1").status == 200)
            head.letGo()
            #expect(await second.status == 200)
        }
        #expect(await move.status == 200)
        await gateway.gateway.stop()
    }

    @Test("a head that keeps presets itself is told their numbers; places mean nothing to it")
    func blind() async throws {
        let head = BlindHead()
        let store = MemoryStore()
        let gateway = try await TestGateway(plugins: [PTZ.self], devices: [(["pan-tilt"], head)], store: store)
        let client = try await gateway.client()
        #expect(gateway.gateway.capabilities == [.ptz])
        for query in ["add_preset=5", "move_x=1&speed=3", "call_preset=5"] {
            #expect(await client.get("/cgi-bin/ptz_ctrl?\(query)").status == 200)
        }
        #expect(await client.get("/cgi-bin/ptz_ctrl?add_preset=200").reason == "device error")
        #expect(await client.get("/cgi-bin/ptz_ctrl?call_preset=200").reason == "call_preset error")
        for target in ["absolute?pan=1", "relative?tilt=1", "home", "limits?set=left"] {
            #expect(await client.get("/cgi-bin/ptz_\(target)").reason == "not supported")
        }
        let position = await client.get("/cgi-bin/ptz_position").text
        #expect(position.contains("<ptz_position pan=\"\" tilt=\"\" confidence=\"unknown\""))
        #expect(await client.get("/cgi-bin/ptz_presets").text.contains("<preset number=\"5\" name=\"\" pan=\"\" tilt=\"\"/>"))
        let later = try await TestGateway(plugins: [PTZ.self], devices: [(["pan-tilt"], head)], store: store.copy())
        let again = try await later.client()
        #expect(await again.get("/cgi-bin/ptz_ctrl?call_preset=5").status == 200)
        #expect(await again.get("/cgi-bin/ptz_ctrl?delete_preset=5").status == 200)
        #expect(await again.get("/cgi-bin/ptz_ctrl?call_preset=5").reason == "call_preset error")
        #expect(head.calls == ["store 5", "drive 1 0 3", "recall 5", "recall 5", "clear 5"])
        #expect(store.values(in: "ptz.position").isEmpty)
        await gateway.gateway.stop()
        await later.gateway.stop()
    }

    @Test("a lens that cannot find out where it is stays there, and keeps the head from nothing")
    func adrift() async throws {
        let clock = ManualClock()
        let head = SimulatedHead(standingAt: HeadPosition(pan: 10, tilt: 0), clock: clock)
        let lens = AdriftLens()
        let store = MemoryStore()
        try await store.write("ptz.presets", ["1": "pan=30.0 tilt=0.0 zoom=0.75"])
        try await store.write("ptz.position", ["head": "pan=10.0 tilt=0.0", "lens": "zoom=0.5"])
        let gateway = try await TestGateway(
            plugins: [PTZ.self], devices: [(["pan-tilt"], head), (["lens"], lens)], store: store, clock: clock)
        let client = try await gateway.client()
        let position = await client.get("/cgi-bin/ptz_position").text
        #expect(position.contains("pan=\"10\" tilt=\"0\" zoom=\"50\" confidence=\"known\" lens_confidence=\"unknown\""))
        #expect(await client.get("/cgi-bin/ptz_ctrl?call_preset=1").status == 200)
        clock.advance(by: .seconds(30))
        #expect(head.truePosition.pan == 30)
        #expect(await client.get("/cgi-bin/ptz_absolute?zoom=5").reason == "device error")
        #expect(lens.places == [])
        await gateway.gateway.stop()
    }
}

private final class Tally: Sendable {
    let count = Mutex(0)
}

import BenchLinesDriver
import BoardDevices
import DayNightPlugin
import GatewayCore
import GatewayTesting
import MediaCore
import Synchronization
import Testing

@Suite("Day and night")
struct DayNightTests {
    @Test("by day the filter is in and the lamp is out, at night the other way round, and the reply says so")
    func switching() async throws {
        let rig = try await DayNightRig(light: 80)
        try await eventually("a reading") { rig.text.contains("light=\"80\"") }
        #expect(rig.filter.isOn && !rig.lamp.isOn)
        #expect(rig.text == DayNightRig.reply(state: "day", light: "80"))
        rig.sensor.setLight(10)
        try await rig.pass(until: "night") { !rig.filter.isOn && rig.lamp.isOn }
        #expect(rig.text == DayNightRig.reply(state: "night", light: "10", flips: 1))
        rig.sensor.setLight(60)
        try await rig.pass(until: "day") { rig.filter.isOn && !rig.lamp.isOn }
        #expect(rig.text == DayNightRig.reply(state: "day", light: "60", flips: 2))
        #expect(rig.nights == [true, false])
    }

    @Test("the modes day and night hold whatever the light is, at once, and after a restart")
    func modes() async throws {
        let store = MemoryStore()
        let rig = try await DayNightRig(light: 80, store: store)
        #expect(await rig.ask("mode=night").status == 200)
        #expect(!rig.filter.isOn && rig.lamp.isOn)
        #expect(rig.text == DayNightRig.reply(mode: "night", state: "night", light: "", flips: 1))
        #expect(await rig.ask("mode=night").status == 200)
        #expect(rig.nights == [true])
        let again = try await DayNightRig(light: 80, store: store)
        #expect(!again.filter.isOn && again.lamp.isOn)
        #expect(await again.ask("mode=day").status == 200)
        #expect(again.filter.isOn && !again.lamp.isOn)
    }

    @Test("at the end the lamp goes out")
    func end() async throws {
        let rig = try await DayNightRig(light: 80)
        _ = await rig.ask("mode=night")
        await rig.gateway.gateway.stop()
        #expect(!rig.lamp.isOn)
    }

    @Test("at night pictures lose their colour, unless that is not wanted")
    func colour() async throws {
        let rig = try await DayNightRig(light: 80)
        let stage = try #require(rig.contracts.first((any FrameStage).self))
        let context = FrameContext(stream: nil, settings: nil)
        #expect(!stage.changes(context))
        _ = await rig.ask("mode=night")
        #expect(stage.changes(context))
        for layout in [PixelLayout.i420, .nv12] {
            var frame = TestFrames.flat(PictureSize(width: 16, height: 16), luma: 77, blue: 20, red: 200, layout: layout)
            stage.apply(to: &frame, context)
            let planes = frame.withPlanes { planes in planes.map { plane in Set((0..<plane.height).flatMap { plane.row($0) }) }
            }
            #expect(planes[0] == [77] && planes.dropFirst().allSatisfy { $0 == [128] })
        }
        _ = await rig.ask("monochrome=0")
        #expect(!stage.changes(context))
    }

    @Test("without a light sensor the pictures tell the light")
    func pictures() async throws {
        let rig = try await DayNightRig(light: nil)
        rig.show(luma: 16 + 219)
        try await eventually("a reading") { rig.text.contains("light=\"100\"") }
        for _ in 0..<40 { rig.show(luma: 20) }
        try await eventually("night") { rig.lamp.isOn }
        #expect(await rig.ask("mode=day").status == 200)
        #expect(rig.frames.readerCount == 0, "nobody needs pictures where the light does not decide")
    }

    @Test(
        "bad values are refused with their domain, and nothing changes",
        arguments: [
            ("mode=dusk", "mode: auto or day or night"), ("mode=", "mode: auto or day or night"),
            ("night_level=0", "night_level range: 1-90"), ("night_level=91", "night_level range: 1-90"),
            ("day_level=24", "day_level range: 25-95"), ("day_level=96", "day_level range: 25-95"),
            ("night_level=60", "day_level range: 65-95"), ("night_level=50&day_level=54", "day_level range: 55-95"),
            ("delay=0", "delay range: 1-300"), ("delay=x", "delay range: 1-300"), ("monochrome=2", "monochrome: 0 or 1"),
        ])
    func bad(query: String, reason: String) async throws {
        let rig = try await DayNightRig(light: 80)
        let before = await rig.ask()
        let reply = await rig.ask(query)
        #expect(reply.status == 400)
        #expect(String(decoding: reply.body, as: UTF8.self).contains("<reason>\(reason)</reason>"))
        #expect(String(decoding: await rig.ask().body, as: UTF8.self).contains("mode=\"auto\" night_level=\"20\""))
        #expect(before.status == 200)
    }

    @Test("a viewer may look but not switch")
    func privilege() async throws {
        let rig = try await DayNightRig(light: 80)
        let viewer = try await rig.gateway.client(privilege: .user)
        #expect(await viewer.get("/cgi-bin/day_night").status == 200)
        #expect(await viewer.get("/cgi-bin/day_night?mode=night").status != 200)
        #expect(!rig.lamp.isOn)
    }

    @Test("a line that refuses is the caller's fault to see, and the mode stays")
    func brokenLine() async throws {
        let rig = try await DayNightRig(light: 80)
        try await eventually("the filter is in") { rig.filter.isOn }
        rig.lamp.setFault(DeviceFault(.missing, "unplugged"))
        let reply = await rig.ask("mode=night")
        #expect(reply.status != 200)
        #expect(rig.text.contains("mode=\"auto\""))
        rig.lamp.setFault(nil)
        #expect(await rig.ask("mode=night").status == 200)
        #expect(rig.lamp.isOn && !rig.filter.isOn)
    }

    @Test("a line that refuses at dusk is switched when it is back; so is a sensor that was gone")
    func recovery() async throws {
        let rig = try await DayNightRig(light: 80)
        try await eventually("a reading") { rig.text.contains("light=\"80\"") }
        rig.sensor.setFault(DeviceFault(.missing, "unplugged"))
        rig.clock.advance(by: .seconds(60))
        rig.sensor.setFault(nil)
        rig.lamp.setFault(DeviceFault(.failed, "no answer"))
        rig.sensor.setLight(0)
        try await rig.pass(until: "night without a lamp") { rig.text.contains("state=\"night\"") }
        #expect(!rig.lamp.isOn)
        rig.lamp.setFault(nil)
        try await rig.pass(until: "the lamp") { rig.lamp.isOn }
    }

    @Test("without a filter, or without anything to measure with, the module takes no part")
    func absent() async throws {
        let bare = try await TestGateway(plugins: [DayNight.self], devices: [])
        let client = try await bare.client()
        #expect(String(decoding: await client.get("/cgi-bin/day_night").body, as: UTF8.self).contains("not supported"))
        let blind = try await TestGateway(plugins: [DayNight.self], devices: [(["ir-cut"], SimulatedLine())])
        let other = try await blind.client()
        #expect(String(decoding: await other.get("/cgi-bin/day_night").body, as: UTF8.self).contains("not supported"))
    }
}

/// A gateway with the module on simulated lines.
private struct DayNightRig {
    let filter = SimulatedLine()
    let lamp = SimulatedLine()
    let sensor: SimulatedLightSensor
    let frames: Feed<Frame>
    let contracts = Contracts()
    let clock = ManualClock()
    let gateway: TestGateway
    private let client: CGIClient
    private let heard = Heard()
    private let subscription: Subscription

    init(light: Int?, store: MemoryStore = MemoryStore()) async throws {
        sensor = SimulatedLightSensor(light: light ?? 0)
        var devices: [(roles: [String], device: any Sendable)] = [(["ir-cut"], filter), (["ir-lamp"], lamp)]
        if light != nil { devices.append((["light-sensor"], sensor)) }
        let camera = PaintedCamera()
        frames = camera.frames
        contracts.offer((any FrameFeed).self, camera)
        gateway = try await TestGateway(
            plugins: [DayNight.self], devices: devices, store: store, clock: clock, contracts: contracts)
        let heard = heard
        subscription = gateway.events.subscribe { event in
            if case .night(let isNight) = event { heard.nights.withLock { $0.append(isNight) } }
        }
        client = try await gateway.client()
    }

    /// What was announced.
    var nights: [Bool] { heard.nights.withLock { $0 } }

    /// The reply, without the asynchronous way there.
    var text: String {
        let interface = gateway.gateway.interfaces.first { $0.path == "/cgi-bin/day_night" }
        guard case .either(let query, _) = interface?.answer,
            let reply = try? query(Request(query: Query(), caller: nil, source: "test"))
        else { return "" }
        return String(decoding: reply.body, as: UTF8.self)
    }

    func ask(_ query: String = "") async -> Reply {
        await client.get("/cgi-bin/day_night" + (query.isEmpty ? "" : "?\(query)"))
    }

    /// Lets time pass, reading by reading, until something holds.
    func pass(until what: String, _ condition: () -> Bool) async throws {
        try await eventually(what) {
            if condition() { return true }
            clock.advance(by: .milliseconds(500))
            return false
        }
    }

    /// A flat picture from the camera, half a second after the last.
    func show(luma: UInt8) {
        clock.advance(by: .milliseconds(500))
        let size = PictureSize(width: 64, height: 48)
        frames.publish(TestFrames.flat(size, luma: luma).retaken(at: clock.now))
    }

    static func reply(mode: String = "auto", state: String, light: String, flips: Int = 0) -> String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <day_night mode="\(mode)" night_level="20" day_level="40" delay="5" monochrome="1" state="\(state)" \
        light="\(light)" flips_per_hour="\(flips)"/>

        """
    }
}

private struct PaintedCamera: FrameFeed {
    let frames = Feed<Frame>()
}

private final class Heard: Sendable {
    let nights = Mutex<[Bool]>([])
}

import BoardDevices
import GatewayCore
import GatewayTesting
import MediaCore
import Synchronization
import Testing
import TimePlugin

@Suite("The time module and the clock")
struct ClockTests {
    /// A clock that stands still unless it is set.
    private final class StoppedClock: SystemClock {
        private struct State {
            var milliseconds: Int64 = 1_790_000_000_000
            var steps: [Int64] = []
            var sources: [ClockSynchronisation] = []
            var isBroken = false
        }

        private let state = Mutex(State())

        var millisecondsSince1970: Int64 { state.withLock { $0.milliseconds } }
        var steps: [Int64] { state.withLock { $0.steps } }
        var source: ClockSynchronisation? { state.withLock { $0.sources.last } }

        func setBroken(_ isBroken: Bool) { state.withLock { $0.isBroken = isBroken } }

        func set(millisecondsSince1970: Int64) throws(DeviceFault) {
            let isBroken = state.withLock { state -> Bool in
                if !state.isBroken {
                    state.milliseconds = millisecondsSince1970
                    state.steps.append(millisecondsSince1970)
                }
                return state.isBroken
            }
            if isBroken { throw DeviceFault(.forbidden, "may not set the clock") }
        }

        func setSynchronisation(_ source: ClockSynchronisation) throws(DeviceFault) {
            state.withLock { $0.sources.append(source) }
        }
    }

    private let clock = StoppedClock()
    private let store = MemoryStore()
    private let contracts = Contracts()

    private func client() async throws -> CGIClient {
        let gateway = try await TestGateway(
            plugins: [Time.self], devices: [(["clock"], clock)], store: store, contracts: contracts)
        return try await gateway.client()
    }

    private let date = "year=2017&month=11&day=30&hour=8&min=0&sec=0"

    @Test("a date is local time of the zone in force after the request")
    func manual() async throws {
        let client = try await client()
        #expect(await client.get("/cgi-bin/time?update_method=MANUAL&\(date)&timezone=GMT+08:00").status == 200)
        #expect(clock.millisecondsSince1970 == 1_512_000_000_000)
        #expect(
            await client.get("/cgi-bin/time?\(date)&timezone=GMT-03:30").text.contains("current_time=\"2017-11-30 08:00:00\""))
        #expect(clock.millisecondsSince1970 == (1_512_000_000 + 11 * 3_600 + 1_800) * 1_000)
        #expect(clock.source == ClockSynchronisation.none)
    }

    @Test("a new zone leaves the clock alone and shows another time")
    func zone() async throws {
        let client = try await client()
        _ = await client.get("/cgi-bin/time?update_method=MANUAL&\(date)")
        let reply = await client.get("/cgi-bin/time?timezone=GMT+05:45")
        #expect(reply.text.contains("current_time=\"2017-11-30 05:45:00\""))
        #expect(clock.steps.count == 1)
    }

    @Test(
        "days that no calendar has do not set the clock", arguments: ["2023-02-29", "2026-04-31", "2100-01-01", "2024-02-30"])
    func unrealDates(_ text: String) async throws {
        let client = try await client()
        let parts = text.split(separator: "-")
        let reply = await client.get(
            "/cgi-bin/time?update_method=MANUAL&year=\(parts[0])&month=\(parts[1])&day=\(parts[2])&hour=0&min=0&sec=0")
        #expect(reply.reason == (parts[0] == "2100" ? "year error" : "day error"))
        #expect(clock.steps.isEmpty)
        #expect(await client.get("/cgi-bin/time").text.contains("update_method=\"ntp\""))
    }

    @Test("a date that was set once is not set again by later requests")
    func forgottenDate() async throws {
        let client = try await client()
        _ = await client.get("/cgi-bin/time?update_method=MANUAL&\(date)")
        #expect(await client.get("/cgi-bin/time?update_method=MANUAL").status == 200)
        #expect(await client.get("/cgi-bin/time?port=124").status == 200)
        #expect(clock.steps.count == 1)
    }

    @Test("a clock that cannot be set refuses the whole request")
    func brokenClock() async throws {
        let client = try await client()
        clock.setBroken(true)
        #expect(await client.get("/cgi-bin/time?update_method=MANUAL&\(date)").reason == "device error")
        #expect(await client.get("/cgi-bin/time").text.contains("update_method=\"ntp\""))
    }

    @Test("a request that cannot be stored takes the clock back to where it was")
    func fullStore() async throws {
        let client = try await client()
        _ = await client.get("/cgi-bin/time?update_method=MANUAL&\(date)")
        let before = clock.millisecondsSince1970
        store.setFull(true)
        let other = date.split(separator: "&").dropFirst().joined(separator: "&") + "&year=2030"
        #expect(await client.get("/cgi-bin/time?\(other)").reason == "storage error")
        #expect(clock.millisecondsSince1970 == before)
        #expect(clock.steps.count == 3)
        #expect(await client.get("/cgi-bin/time?port=99").reason == "storage error")
        #expect(clock.millisecondsSince1970 == before)
        #expect(clock.steps.count == 3)
    }

    @Test("the clock hears of its server, at the start too")
    func servers() async throws {
        let first = try await client()
        #expect(clock.source == .ntp(server: "pool.ntp.org", port: 123))
        #expect(await first.get("/cgi-bin/time?ntpaddr=2001:db8::1&port=1234").status == 200)
        #expect(clock.source == .ntp(server: "2001:db8::1", port: 1234))
        #expect(await first.get("/cgi-bin/time?update_method=P2P").status == 200)
        #expect(clock.source == ClockSynchronisation.none)
        #expect(await first.get("/cgi-bin/time?update_method=NtP").text.contains("update_method=\"NtP\""))
        _ = try await client()
        #expect(clock.source == .ntp(server: "2001:db8::1", port: 1234))
    }

    @Test("with P2P the clock follows a client that is more than 2 s away, and no nonsense")
    func peer() async throws {
        let client = try await client()
        let now = clock.millisecondsSince1970
        _ = await client.get("/cgi-bin/time?timestamp=\(now + 60_000)")
        #expect(clock.steps.isEmpty)
        let switching = await client.get("/cgi-bin/time?update_method=P2P&timestamp=\(now + 60_000)")
        #expect(switching.status == 200)
        #expect(clock.steps == [now + 60_000])
        for nonsense in ["", "x", "-5", "1e12", "4102444800000", "99999999999999999999", "%D9%A1"] {
            _ = await client.get("/cgi-bin/time?timestamp=\(nonsense)")
        }
        _ = await client.get("/cgi-bin/time?timestamp=\(now + 62_000)")
        _ = await client.get("/cgi-bin/time?timestamp=\(now + 58_000)")
        #expect(clock.steps.count == 1)
        let reply = await client.get("/cgi-bin/time?timestamp=\(now + 62_001)")
        #expect(clock.steps.last == now + 62_001)
        #expect(reply.text.contains("current_time=\"2026-09-21 "))
    }

    @Test("others learn the local time, before 1970 too")
    func localTime() async throws {
        _ = try await client()
        let time = try contracts.need((any LocalTime).self, "the time")
        try clock.set(millisecondsSince1970: 1_512_000_000_999)
        #expect(time.now.iso == "2017-11-30 08:00:00")
        try clock.set(millisecondsSince1970: -28_800_001)
        #expect(time.now.iso == "1969-12-31 23:59:59")
    }
}

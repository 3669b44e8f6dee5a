import BenchSystemDriver
import BoardDevices
import GatewayTesting
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

@Suite("The simulated machine")
struct BenchSystemTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func open<Device>(
        _ driver: any Driver.Type, as role: Role<Device>, _ keys: KeyValuePairs<String, String> = [:],
        restartProcess: @escaping @Sendable () -> Void = {}
    ) throws -> Device {
        try openedDevice(driver, as: role, keys, stateDirectory: folder.path, restartProcess: restartProcess)
    }

    /// A file of the simulated card, read past the driver.
    private func contents(_ path: String) -> [UInt8]? {
        guard let file = fopen("\(folder.path)/device/\(path)", "r") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        while true {
            let byte = getc(file)
            guard byte >= 0 else { return bytes }
            bytes.append(UInt8(truncatingIfNeeded: byte))
        }
    }

    private func mode(_ path: String) -> mode_t {
        var status = stat()
        return stat("\(folder.path)/\(path)", &status) == 0 ? status.st_mode & 0o777 : 0
    }

    @Test("the clock keeps its promises")
    func clock() throws {
        #expect(try SystemClockConformance(open(BenchClock.self, as: .clock)).violations() == [])
    }

    @Test("the clock stays where it was set over a restart, and NTP brings it back to the host's time for good")
    func clockOverRestart() throws {
        let first: any SystemClock = try open(BenchClock.self, as: .clock)
        let host = first.millisecondsSince1970
        try first.set(millisecondsSince1970: 1_512_000_000_000)
        let second: any SystemClock = try open(BenchClock.self, as: .clock)
        #expect((1_512_000_000_000...1_512_000_060_000).contains(second.millisecondsSince1970))
        try second.setSynchronisation(.ntp(server: "pool.ntp.org", port: 123))
        #expect((host...host + 60_000).contains(second.millisecondsSince1970))
        let third: any SystemClock = try open(BenchClock.self, as: .clock)
        #expect((host...host + 60_000).contains(third.millisecondsSince1970))
    }

    @Test("a clock whose state cannot be kept says so, and stays where it was")
    func clockWithoutState() throws {
        let clock: any SystemClock = try openedDevice(BenchClock.self, as: .clock)
        let before = clock.millisecondsSince1970
        let fault = #expect(throws: DeviceFault.self) { try clock.set(millisecondsSince1970: 0) }
        #expect(fault?.message.contains("/nonexistent/bench-clock") == true)
        #expect(clock.millisecondsSince1970 >= before)
    }

    @Test("the extreme ends of time do not trap")
    func extremes() throws {
        let clock: any SystemClock = try open(BenchClock.self, as: .clock)
        for time in [Int64.max, .min, 0] { try clock.set(millisecondsSince1970: time) }
        _ = clock.millisecondsSince1970
    }

    @Test("the network interface keeps its promises and has the address of the board file")
    func network() throws {
        let port: any NetworkPort = try open(BenchNetwork.self, as: .network, ["mac": "02:00:5e:aa:bb:cc"])
        #expect(port.macAddress.description == "02-00-5E-AA-BB-CC")
        #expect(try NetworkPortConformance(port).violations() == [])
    }

    @Test("a hardware address that is none is named with its key")
    func badAddress() throws {
        let failure = #expect(throws: ConfigFailure.self) {
            let _: any NetworkPort = try open(BenchNetwork.self, as: .network, ["mac": "02-00"])
        }
        #expect(
            failure?.problems.map(\.description) == [
                "test.yaml: devices.device.mac: expected six hex pairs such as 02-00-5E-10-00-01, found \"02-00\""
            ])
    }

    @Test("the card keeps its promises in each of its states", arguments: ["none", "read-only", "ready"])
    func card(_ state: String) throws {
        let card: any Volume = try open(BenchCard.self, as: .sdCard, ["card": state])
        #expect(try VolumeConformance(card, read: { self.contents($0) }).violations() == [])
    }

    @Test("the states of the card are those of the board file, none unless it says so")
    func cardStates() throws {
        func state(_ keys: KeyValuePairs<String, String>) throws -> VolumeState {
            let card: any Volume = try open(BenchCard.self, as: .sdCard, keys)
            return card.state
        }
        #expect(try state([:]) == .absent)
        #expect(try state(["card": "ready"]) == .ready)
        guard case .unwritable = try state(["card": "read-only"]) else {
            Issue.record("a read-only card can be written")
            return
        }
        let failure = #expect(throws: ConfigFailure.self) { try state(["card": "full"]) }
        #expect(failure?.description.contains("expected one of none, read-only, ready, found \"full\"") == true)
    }

    @Test("what is on the card is the owner's alone, and a broken write leaves no debris")
    func cardFiles() throws {
        let card: any Volume = try open(BenchCard.self, as: .sdCard, ["card": "ready"])
        try card.write("snapshots/a.jpg", [1])
        #expect(mode("device/snapshots/a.jpg") == 0o600)
        #expect(mode("device/snapshots") == 0o700)
        #expect(contents("snapshots/a.jpg.new") == nil)
        #expect(throws: DeviceFault.self) { try card.write("snapshots", [1]) }
        #expect(contents("snapshots.new") == nil)
        #expect(contents("snapshots/a.jpg") == [1])
    }

    @Test("the identity is that of the board file")
    func identity() throws {
        let given: any DeviceIdentity = try open(
            BenchIdentity.self, as: .identity, ["kernel": "k", "filesystem": "f", "serial": "s"])
        #expect([given.kernel, given.filesystem, given.serial] == ["k", "f", "s"])
        let usual: any DeviceIdentity = try open(BenchIdentity.self, as: .identity)
        #expect(![usual.kernel, usual.filesystem, usual.serial].contains(""))
    }

    @Test("the power control keeps its promises")
    func power() throws {
        let restarts = PowerControlConformance.Restarts()
        let power: any PowerControl = try open(BenchPower.self, as: .power, restartProcess: { restarts.note() })
        #expect(PowerControlConformance(power, restarts: restarts).violations() == [])
    }

    @Test("keys that a driver does not know are errors")
    func strayKeys() {
        let failure = #expect(throws: ConfigFailure.self) {
            let _: any SystemClock = try open(BenchClock.self, as: .clock, ["zone": "GMT"])
        }
        #expect(failure?.description == "test.yaml: devices.device.zone: unknown key; expected one of: role, driver")
    }
}

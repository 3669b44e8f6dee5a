import BoardDevices
import GatewayTesting
import Logging
import MediaCore
import Testing

@Suite("Boards")
struct BoardFileTests {
    /// A switch that needs a pin for itself; with the pin `dead` it cannot be opened.
    struct PinSwitch: Driver, DigitalLine {
        static let name = "pin-switch"
        static let summary = "a switch on a pin"
        static let roles: Set<String> = ["amplifier"]
        let pin: String

        static func configuration(from section: ConfigSection) -> String {
            section.requiredText("pin", "a pin's name") ?? ""
        }

        static func claims(of configuration: String) -> [Claim] { [Claim("pin \(configuration)")] }

        static func open(_ configuration: String, host: DriverHost) throws(DeviceFault) -> any Sendable {
            if configuration == "dead" { throw DeviceFault(.missing, "pin dead does not exist", remedy: "wire it") }
            return PinSwitch(pin: "\(host.device) \(configuration)")
        }

        func set(_ on: Bool) throws(DeviceFault) {}
    }

    /// Says that it is a switch but is none.
    struct Liar: Driver {
        static let name = "liar"
        static let summary = "speaks no protocol"
        static let roles: Set<String> = ["amplifier", "video-encoder"]
        static func configuration(from section: ConfigSection) {}
        static func open(_ configuration: Void, host: DriverHost) throws(DeviceFault) -> any Sendable { 7 }
    }

    private func file(_ devices: KeyValuePairs<String, KeyValuePairs<String, String>>) throws(ConfigFailure) -> BoardFile {
        var line = 2
        var entries: [ConfigNode.Entry] = []
        for (name, keys) in devices {
            line += 1
            let head = line
            var fields: [ConfigNode.Entry] = []
            for (key, text) in keys {
                line += 1
                fields.append(.init(key: key, node: ConfigNode(.scalar(text), line: line)))
            }
            entries.append(.init(key: name, node: ConfigNode(.map(fields), line: head)))
        }
        let root = ConfigNode(
            .map([
                .init(key: "board", node: ConfigNode(.scalar("toy"), line: 1)),
                .init(key: "devices", node: ConfigNode(.map(entries), line: 2)),
            ]), line: 1)
        return try BoardFile(root, file: "toy.yaml", drivers: [PinSwitch.self, Liar.self])
    }

    private func problems(_ devices: KeyValuePairs<String, KeyValuePairs<String, String>>) -> [String] {
        do throws(ConfigFailure) {
            _ = try file(devices)
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    private func open(_ file: BoardFile) -> Board {
        Board(opening: file) { device in
            DriverHost(
                device: device, stateDirectory: "/nonexistent", clock: ManualClock(),
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, restartProcess: {})
        }
    }

    @Test("an unknown driver, a wrong role and a missing key are named with what would be right")
    func wrongEntries() {
        #expect(
            problems([
                "a": ["driver": "pni-switch", "role": "amplifier", "pin": "1"],
                "b": ["driver": "pin-switch", "role": "lens", "pin": "2"],
                "c": ["driver": "pin-switch", "role": "lamp", "pin": "3"], "d": ["driver": "pin-switch", "pin": "4"],
                "e": ["role": "amplifier"], "f": ["driver": "pin-switch", "role": "amplifier", "pni": "5"],
            ]) == [
                "toy.yaml:4: devices.a.driver: unknown driver \"pni-switch\"; this build has: liar, pin-switch",
                "toy.yaml:9: devices.b.role: \"lens\": driver pin-switch plays: amplifier",
                "toy.yaml:13: devices.c.role: \"lamp\": no such role; driver pin-switch plays: amplifier",
                "toy.yaml:15: devices.d.role: missing; expected one of: amplifier",
                "toy.yaml:18: devices.e.driver: missing; expected a driver's name",
                "toy.yaml:20: devices.f.pin: missing; expected a pin's name",
                "toy.yaml:23: devices.f.pni: unknown key; expected one of: role, driver, pin",
            ])
    }

    @Test("a pin claimed twice and a role played twice name both owners")
    func uniqueness() {
        #expect(
            problems([
                "left": ["driver": "pin-switch", "role": "amplifier", "pin": "17"],
                "right": ["driver": "pin-switch", "role": "amplifier", "pin": "17"],
            ]) == [
                "toy.yaml:7: devices.right: plays the role amplifier, which left plays already; expected one player",
                "toy.yaml:7: devices.right: claims pin 17, which left claims already",
            ])
    }

    @Test("a board without devices, or with something else in their place, is said to be so once")
    func noDevices() {
        let name = ConfigNode.Entry(key: "board", node: ConfigNode(.scalar("toy"), line: 1))
        for (further, expected) in [
            ([], "toy.yaml:1: devices: missing; expected the devices of the board"),
            (
                [ConfigNode.Entry(key: "devices", node: ConfigNode(.scalar("none"), line: 2))],
                "toy.yaml:2: devices: expected a mapping of keys to values"
            ),
        ] {
            let root = ConfigNode(.map([name] + further), line: 1)
            let failure = #expect(throws: ConfigFailure.self) { try BoardFile(root, file: "toy.yaml", drivers: []) }
            #expect(failure?.problems.map(\.description) == [expected])
        }
    }

    @Test("a role gives the device, which knows its name and its keys")
    func roles() throws {
        let board = open(try file(["left": ["driver": "pin-switch", "role": "amplifier", "pin": "17"]]))
        let device = try board.device(.amplifier) as? PinSwitch
        #expect(device?.pin == "left 17")
    }

    @Test("a device that cannot be opened leaves its role empty and harms no other")
    func brokenDevice() throws {
        let board = open(
            try file([
                "left": ["driver": "pin-switch", "role": "amplifier", "pin": "dead"],
                "odd": ["driver": "liar", "role": "video-encoder"],
            ]))
        #expect(board.devices.count == 2)
        let missing = #expect(throws: MissingRole.self) { try board.device(.amplifier) }
        #expect(missing?.description == "amplifier (left): pin dead does not exist (wire it)")
        let absent = #expect(throws: MissingRole.self) { try board.device(.lens) }
        #expect(absent?.description == "board toy has no lens")
        let lie = #expect(throws: MissingRole.self) { try board.device(.videoEncoder) }
        #expect(lie?.fault?.kind == .unsupported)
        #expect(board.all(.videoEncoder).isEmpty)
    }

    @Test(
        "a hardware address is six pairs of hex digits",
        arguments: [
            "", "02-00-5E-10-00", "02-00-5E-10-00-01-02", "2-0-5E-10-0-1", "+2-00-5E-10-00-01", "02--00-5E-10-00-01",
            "０２-00-5E-10-00-01",
        ])
    func hardwareAddresses(_ text: String) {
        #expect(MACAddress(text) == nil)
        #expect(MACAddress("02:00:5e:10:00:0a")?.description == "02-00-5E-10-00-0A")
    }

    @Test(
        "a resolution has a name or even sides",
        arguments: [
            ("1080P", "1920x1080"), ("QVGA", "320x240"), ("480X360", "480x360"), ("481X360", nil), ("480x360", nil),
            ("14X16", nil), ("8194X16", nil), ("480X", nil), ("X", nil), ("480X360X2", nil), ("99999999999999999999X2", nil),
        ])
    func resolutions(_ name: String, _ size: String?) {
        #expect(Resolution.size(named: name)?.description == size)
    }
}

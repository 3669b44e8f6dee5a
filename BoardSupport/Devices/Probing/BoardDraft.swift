/// A first board file for a machine: everything found that this build can drive, the software that the streams need, and
/// stand-ins for the parts of the machine that no driver of this build knows yet.
public struct BoardDraft: Sendable {
    /// A device of the draft, with what its reader should know.
    public struct Part: Sendable {
        /// The entry.
        public let entry: DeviceEntry
        /// Why it is there.
        public let remark: String
    }

    /// The board's name.
    public let name: String
    /// What was found and is used, the software, the stand-ins.
    public let parts: [Part]
    /// What was found and is not used, with the reason.
    public let unused: [(finding: Finding, reason: String)]

    /// The parts of a machine that every product asks for.
    private static let machine = [
        Role<any DeviceIdentity>.identity.name, Role<any PowerControl>.power.name, Role<any SystemClock>.clock.name,
        Role<any NetworkPort>.network.name,
    ]

    /// Drafts a board.
    ///
    /// - Parameters:
    ///   - name: what the board shall be called.
    ///   - findings: what the machine has.
    ///   - drivers: what is compiled in.
    public init(name: String, findings: [Finding], drivers: [any Driver.Type]) {
        self.name = name
        var parts: [Part] = []
        var unused: [(finding: Finding, reason: String)] = []
        var modes: [CaptureMode] = []
        for finding in findings {
            let entries = finding.entries(for: drivers)
            if entries.isEmpty { unused.append((finding, "this build has no driver for it")) }
            for entry in entries {
                if let other = BoardDraft.rival(of: entry, in: parts) {
                    let roles = entry.roles.joined(separator: ", ")
                    unused.append((finding, "\(other.entry.name) plays its role already: \(roles)"))
                    continue
                }
                parts.append(Part(entry: BoardDraft.named(entry, apartFrom: parts), remark: finding.description))
                if modes.isEmpty { modes = finding.modes }
            }
        }
        parts = parts.map { Part(entry: BoardDraft.limited($0.entry, modes), remark: $0.remark) }
        parts += BoardDraft.software(drivers, modes: modes, beside: parts)
        parts += BoardDraft.standIns(drivers, beside: parts)
        self.parts = parts
        self.unused = unused
    }

    private static func roles(of parts: [Part]) -> Set<String> { Set(parts.flatMap(\.entry.roles)) }

    private static func rival(of entry: DeviceEntry, in parts: [Part]) -> Part? {
        parts.first { part in
            part.entry.roles.contains { entry.roles.contains($0) && !Roles.plural.contains($0) }
        }
    }

    private static func named(_ entry: DeviceEntry, apartFrom parts: [Part]) -> DeviceEntry {
        let taken = Set(parts.map(\.entry.name))
        var name = entry.name
        var number = 2
        while taken.contains(name) {
            name = "\(entry.name)\(number)"
            number += 1
        }
        return DeviceEntry(name: name, driver: entry.driver, roles: entry.roles, keys: entry.keys)
    }

    private static func software(_ drivers: [any Driver.Type], modes: [CaptureMode], beside parts: [Part]) -> [Part] {
        var added: [Part] = []
        for driver in drivers where driver.nature == .software {
            let open = driver.roles.subtracting(roles(of: parts + added)).sorted()
            if open.isEmpty { continue }
            let entry = limited(DeviceEntry(name: driver.name, driver: driver.name, roles: open), modes)
            added.append(Part(entry: named(entry, apartFrom: parts + added), remark: driver.summary))
        }
        return added
    }

    /// Gives an encoder of video the limits that it needs.
    private static func limited(_ entry: DeviceEntry, _ modes: [CaptureMode]) -> DeviceEntry {
        guard entry.roles.contains(Role<any VideoEncoderSource>.videoEncoder.name) else { return entry }
        return DeviceEntry(
            name: entry.name, driver: entry.driver, roles: entry.roles, keys: entry.keys + SuitedLimits(modes: modes).keys)
    }

    private static func standIns(_ drivers: [any Driver.Type], beside parts: [Part]) -> [Part] {
        machine.filter { !roles(of: parts).contains($0) }.compactMap { role in
            guard let driver = drivers.first(where: { $0.nature == .simulation && $0.roles.contains(role) }) else { return nil }
            let entry = DeviceEntry(name: role, driver: driver.name, roles: [role])
            return Part(
                entry: named(entry, apartFrom: parts),
                remark: "SIMULATED: \(driver.summary); replace it when this build has a driver for the real one")
        }
    }

    /// The draft as the tree of a board file.
    public var node: ConfigNode {
        let devices = parts.map { ConfigNode.Entry(key: $0.entry.name, node: $0.entry.node) }
        return ConfigNode(
            .map([
                ConfigNode.Entry(key: "board", node: ConfigNode(.scalar(name))),
                ConfigNode.Entry(key: "summary", node: ConfigNode(.scalar(summary))),
                ConfigNode.Entry(key: "devices", node: ConfigNode(.map(devices))),
            ]))
    }

    /// What the board is, in one line.
    public var summary: String { "A first draft from what the machine reported; to be read, corrected and completed." }
}

/// A board as its file describes it: devices, their drivers and roles. Reading one touches no hardware.
public struct BoardFile: Sendable {
    /// One device of the board.
    public struct Device: Sendable {
        /// Its name in the file.
        public let name: String
        /// The driver's name.
        public let driver: String
        /// The parts that it plays.
        public let roles: [String]
        /// What it needs for itself alone.
        public let claims: [Claim]
        /// The devices above it that it is made of.
        public let parts: [DevicePart]
        let open: @Sendable (DriverHost) throws(DeviceFault) -> any Sendable
    }

    /// The board's name; the same as its folder's.
    public let name: String
    /// What the board is, in one line.
    public let summary: String
    /// The devices in the order of the file.
    public let devices: [Device]

    /// Reads and checks a board file against the drivers that are compiled in.
    ///
    /// - Parameters:
    ///   - root: the file's tree.
    ///   - file: its path, for messages.
    ///   - drivers: what is compiled in.
    /// - Throws: all problems at once.
    public init(_ root: ConfigNode, file: String, drivers: [any Driver.Type]) throws(ConfigFailure) {
        let problems = ConfigProblems()
        let section = ConfigSection(root, file: file, path: "", problems: problems)
        name = section.requiredText("board", "the board's name") ?? ""
        summary = section.text("summary") ?? ""
        var devices: [Device] = []
        let entries = section.section("devices")
        if let entries {
            devices = entries.sections().compactMap { BoardFile.device($0, $1, drivers) }
        } else {
            section.problem("devices", "missing; expected the devices of the board")
        }
        section.finish()
        BoardFile.checkUniqueness(devices, entries)
        BoardFile.checkParts(devices, entries)
        self.devices = devices
        let found = problems.all
        if !found.isEmpty { throw ConfigFailure(found) }
    }

    private static func device(_ name: String, _ section: ConfigSection, _ drivers: [any Driver.Type]) -> Device? {
        let roles = section.texts("role")
        guard let driverName = section.requiredText("driver", "a driver's name") else { return nil }
        guard let driver = drivers.first(where: { $0.name == driverName }) else {
            let known = drivers.map { $0.name }.sorted().joined(separator: ", ")
            section.problem("driver", "unknown driver \"\(driverName)\"; this build has: \(known)")
            return nil
        }
        if roles.isEmpty {
            section.problem("role", "missing; expected one of: \(driver.roles.sorted().joined(separator: ", "))")
        }
        for role in roles where !driver.roles.contains(role) {
            let possible = driver.roles.sorted().joined(separator: ", ")
            let hint = Roles.names.contains(role) ? "driver \(driverName) plays" : "no such role; driver \(driverName) plays"
            section.problem("role", "\"\(role)\": \(hint): \(possible)")
        }
        return configured(name, section, roles, driver)
    }

    private static func configured<Chosen: Driver>(
        _ name: String, _ section: ConfigSection, _ roles: [String], _ driver: Chosen.Type
    ) -> Device {
        let configuration = driver.configuration(from: section)
        section.finish()
        return Device(
            name: name, driver: driver.name, roles: roles, claims: driver.claims(of: configuration),
            parts: driver.parts(of: configuration)
        ) { host throws(DeviceFault) in try driver.open(configuration, host: host) }
    }

    private static func checkUniqueness(_ devices: [Device], _ entries: ConfigSection?) {
        var players: [String: String] = [:]
        var owners: [Claim: String] = [:]
        for device in devices {
            for role in device.roles where !Roles.plural.contains(role) {
                if let other = players.updateValue(device.name, forKey: role) {
                    entries?.problem(
                        device.name, "plays the role \(role), which \(other) plays already; expected one player")
                }
            }
            for claim in device.claims {
                if let other = owners.updateValue(device.name, forKey: claim) {
                    entries?.problem(device.name, "claims \(claim), which \(other) claims already")
                }
            }
        }
    }

    private static func checkParts(_ devices: [Device], _ entries: ConfigSection?) {
        for (index, device) in devices.enumerated() {
            for part in device.parts
            where !devices[..<index].contains(where: { $0.name == part.device && $0.roles.contains(part.role) }) {
                entries?.problem(
                    device.name, "is made of \(part.device); expected a device of that name and the role \(part.role) above it")
            }
        }
    }
}

/// A board whose devices have been opened: what plugins ask for roles.
public struct Board: Sendable {
    /// A device of the board, or why it could not be had.
    public struct Bound: Sendable {
        /// Its entry in the board file.
        public let entry: BoardFile.Device
        /// The device itself, or why there is none.
        public let outcome: Result<any Sendable, DeviceFault>
    }

    /// The board's name.
    public let name: String
    /// All devices in the order of the file.
    public let devices: [Bound]

    /// Opens the devices of a board one after the other; a device that fails leaves its roles empty and harms no other.
    ///
    /// - Parameters:
    ///   - file: the board.
    ///   - host: gives each driver its surroundings, by device name.
    public init(opening file: BoardFile, host: (_ device: String) -> DriverHost) {
        name = file.name
        var devices: [Bound] = []
        for entry in file.devices {
            let outcome: Result<any Sendable, DeviceFault>
            do throws(DeviceFault) {
                outcome = .success(try entry.open(host(entry.name).with(entry.parts, of: devices)))
            } catch {
                outcome = .failure(error)
            }
            devices.append(Bound(entry: entry, outcome: outcome))
        }
        self.devices = devices
    }

    /// A board put together by hand: devices with the roles that each plays, or the fault of one that is broken.
    public init(name: String, devices: [(roles: [String], device: Result<any Sendable, DeviceFault>)]) {
        self.name = name
        self.devices = devices.enumerated().map { index, part in
            let entry = BoardFile.Device(
                name: "device\(index)", driver: "by-hand", roles: part.roles, claims: [], parts: []
            ) { _ throws(DeviceFault) in try part.device.get() }
            return Bound(entry: entry, outcome: part.device)
        }
    }

    /// The device that plays a role.
    ///
    /// - Throws: ``MissingRole`` when the board has none, or its device could not be opened.
    public func device<Device>(_ role: Role<Device>) throws(MissingRole) -> Device {
        let players = devices.filter { $0.entry.roles.contains(role.name) }
        guard let player = players.first else { throw MissingRole(role: role.name, board: name, device: nil, fault: nil) }
        switch player.outcome {
        case .failure(let fault):
            throw MissingRole(role: role.name, board: name, device: player.entry.name, fault: fault)
        case .success(let device):
            guard let device = role.player(in: device) else {
                let fault = DeviceFault(.unsupported, "driver \(player.entry.driver) does not speak \(Device.self)")
                throw MissingRole(role: role.name, board: name, device: player.entry.name, fault: fault)
            }
            return device
        }
    }

    /// Ends all devices, the last one first: what they hold is free for whoever comes next. The board is of no more use then.
    public func close() {
        for bound in devices.reversed() {
            if case .success(let device) = bound.outcome { (device as? any ClosableDevice)?.close() }
        }
    }

    /// All devices that play a role and could be opened, in the order of the file.
    public func all<Device>(_ role: Role<Device>) -> [Device] {
        devices.compactMap { bound in
            guard bound.entry.roles.contains(role.name), case .success(let device) = bound.outcome else { return nil }
            return role.player(in: device)
        }
    }
}

extension DriverHost {
    /// The same surroundings with those of the devices that are parts of the one that is opened.
    func with(_ parts: [DevicePart], of devices: [Board.Bound]) -> DriverHost {
        var host = self
        host.parts = parts.reduce(into: [:]) { found, part in
            found[part.device] = devices.last { $0.entry.name == part.device }?.outcome
        }
        return host
    }
}

/// A board does not have a device for a role (now).
public struct MissingRole: Error, Sendable, CustomStringConvertible {
    /// The role's name.
    public let role: String
    /// The board's name.
    public let board: String
    /// The device that should have played it.
    public let device: String?
    /// Why it does not.
    public let fault: DeviceFault?

    public var description: String {
        guard let device, let fault else { return "board \(board) has no \(role)" }
        return "\(role) (\(device)): \(fault)"
    }
}

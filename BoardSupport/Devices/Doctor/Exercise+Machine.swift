import MediaCore

extension Exercise {
    /// Reads what `getversion` will tell.
    static let identity = Exercise(.identity) { (identity: any DeviceIdentity, examination) in
        examination.note("kernel \(identity.kernel), file system \(identity.filesystem), serial \(identity.serial)")
        let isComplete = !identity.kernel.isEmpty && !identity.filesystem.isEmpty && !identity.serial.isEmpty
        if !isComplete { examination.complain(DeviceFault(.failed, "a version or the serial number is empty")) }
    }

    /// Cannot be tried without a restart.
    static let power = Exercise(.power) { (_: any PowerControl, examination) in
        examination.note("not tried: it would restart the machine")
    }

    /// Looks what the slot holds; writes nothing.
    static let sdCard = Exercise(.sdCard) { (volume: any Volume, examination) throws(DeviceFault) in
        switch volume.state {
        case .ready: examination.note("a card that can be written")
        case .absent: examination.note("no card")
        case .unwritable(let reason):
            throw DeviceFault(.failed, "the card cannot be written: \(reason)", remedy: "unlock, repair or replace the card")
        }
    }

    /// Reads the clock.
    static let clock = Exercise(.clock) { (clock: any SystemClock, examination) in
        let milliseconds = clock.millisecondsSince1970
        examination.note("\(CivilTime(secondsSince1970: milliseconds / 1_000).iso) UTC")
        // 2020-01-01: before that, no such board was switched on.
        if milliseconds < 1_577_836_800_000 {
            examination.advise("the clock was never set: no battery, or no time server reached yet")
        }
    }

    /// Reads address and configuration.
    static let network = Exercise(.network) { (port: any NetworkPort, examination) throws(DeviceFault) in
        let configuration = port.configuration
        let address = configuration.address.isEmpty ? "no address" : configuration.address
        examination.note("\(port.macAddress), \(configuration.dhcp ? "DHCP" : "fixed"), \(address)")
        guard port.macAddress.bytes.contains(where: { $0 != 0 }) else {
            throw DeviceFault(.failed, "the hardware address is all zero", remedy: "set the board's address in the boot loader")
        }
    }
}

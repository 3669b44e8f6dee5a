/// The machine's identity (role `identity`). Source: CGI section 3.3.
public protocol DeviceIdentity: Sendable {
    /// Kernel version, such as `6.1.0`.
    var kernel: String { get }
    /// Version of the root file system.
    var filesystem: String { get }
    /// Serial number of the product.
    var serial: String { get }
}

/// Restarts the machine (role `power`). Source: CGI section 3.5.
public protocol PowerControl: Sendable {
    /// Restarts the machine. Called after everything has been stopped and stored; does not return on success.
    func restart() throws(DeviceFault)
}

/// A removable card or disk for recordings (role `sd-card`). Source: CGI section 3.19.
public protocol Volume: Sendable {
    /// What the slot holds now.
    var state: VolumeState { get }

    /// Writes a file durably: when it returns, the file survives a power cut. Called off the cooperative pool.
    ///
    /// - Parameters:
    ///   - path: relative to the volume, folders separated by `/`; folders are made as needed.
    ///   - bytes: the whole contents.
    func write(_ path: String, _ bytes: [UInt8]) throws(DeviceFault)
}

/// What a card slot holds.
public enum VolumeState: Sendable, Hashable {
    /// Nothing.
    case absent
    /// A card that can be read but not written, with the reason.
    case unwritable(String)
    /// A card that can be written.
    case ready
}

/// The wall clock of the machine (role `clock`). Source: CGI section 3.8.
public protocol SystemClock: Sendable {
    /// Milliseconds since 1970-01-01 00:00 UTC.
    var millisecondsSince1970: Int64 { get }

    /// Steps the clock.
    func set(millisecondsSince1970: Int64) throws(DeviceFault)

    /// Tells the clock where it is corrected from, from now on.
    func setSynchronisation(_ source: ClockSynchronisation) throws(DeviceFault)
}

/// Where a clock is corrected from.
public enum ClockSynchronisation: Sendable, Hashable {
    /// It runs free.
    case none
    /// A server of the network time protocol, by host name or address, and its UDP port.
    case ntp(server: String, port: Int)
}

/// The network interface of the machine (role `network`). Source: CGI section 3.7.
public protocol NetworkPort: Sendable {
    /// The hardware address.
    var macAddress: MACAddress { get }
    /// What is configured now.
    var configuration: NetworkConfiguration { get }

    /// Puts a configuration into effect.
    func apply(_ configuration: NetworkConfiguration) throws(DeviceFault)
}

/// A 48-bit hardware address.
public struct MACAddress: Sendable, Hashable, CustomStringConvertible {
    /// The six bytes.
    public let bytes: [UInt8]

    /// The address that six hex pairs mean, with `-` or `:` between.
    public init?(_ text: String) {
        let parts = text.split(omittingEmptySubsequences: false) { $0 == "-" || $0 == ":" }
        let bytes = parts.compactMap { part in
            // A sign would pass as a digit.
            part.utf8.count == 2 && part.first?.isHexDigit == true ? UInt8(part, radix: 16) : nil
        }
        guard parts.count == 6, bytes.count == 6 else { return nil }
        self.bytes = bytes
    }

    /// `02-00-5E-10-00-01`.
    public var description: String {
        bytes.map { byte in
            let hex = String(byte, radix: 16, uppercase: true)
            return hex.utf8.count == 1 ? "0\(hex)" : hex
        }.joined(separator: "-")
    }
}

/// Addresses of a network interface, as dotted IPv4 text; empty where there is none.
public struct NetworkConfiguration: Sendable, Hashable {
    /// Whether the addresses come from a DHCP server.
    public var dhcp: Bool
    public var address: String
    public var netmask: String
    public var gateway: String
    public var dns1: String
    public var dns2: String

    /// A configuration; addresses are dotted IPv4 or empty.
    public init(dhcp: Bool, address: String, netmask: String, gateway: String, dns1: String, dns2: String) {
        self.dhcp = dhcp
        self.address = address
        self.netmask = netmask
        self.gateway = gateway
        self.dns1 = dns1
        self.dns2 = dns2
    }
}

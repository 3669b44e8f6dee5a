public import BoardDevices
import Synchronization

/// A network interface that only remembers what it was told. Driver `bench-network`.
public final class BenchNetwork: NetworkPort, Driver {
    public static let name = "bench-network"
    public static let summary = "a network interface that only remembers what it was told"
    public static let roles: Set<String> = ["network"]
    public static let nature = DriverNature.simulation

    public let macAddress: MACAddress
    private let applied = Mutex(
        NetworkConfiguration(dhcp: false, address: "", netmask: "", gateway: "", dns1: "", dns2: ""))

    init(macAddress: MACAddress) {
        self.macAddress = macAddress
    }

    public var configuration: NetworkConfiguration { applied.withLock { $0 } }

    public func apply(_ configuration: NetworkConfiguration) throws(DeviceFault) {
        applied.withLock { $0 = configuration }
    }

    public static func configuration(from section: ConfigSection) -> MACAddress? {
        let text = section.text("mac") ?? "02-00-5E-10-00-01"
        let address = MACAddress(text)
        if address == nil { section.problem("mac", "expected six hex pairs such as 02-00-5E-10-00-01, found \"\(text)\"") }
        return address
    }

    public static func open(_ configuration: MACAddress?, host: DriverHost) throws(DeviceFault) -> any Sendable {
        guard let configuration else { throw DeviceFault(.failed, "no hardware address is configured") }
        return BenchNetwork(macAddress: configuration)
    }
}

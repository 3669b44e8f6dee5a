public import BoardDevices

/// What every network interface promises, simulated or real. It changes the addresses and puts them back.
public struct NetworkPortConformance: Sendable {
    private let port: any NetworkPort

    /// A check of a network interface.
    public init(_ port: any NetworkPort) {
        self.port = port
    }

    /// The promises that the interface breaks, in words.
    ///
    /// - Throws: a command that should have worked failed.
    public func violations() throws -> [String] {
        var promises = Promises()
        let before = port.configuration
        promises.hold(port.macAddress.bytes.count == 6, "has a hardware address of six bytes")
        promises.hold(port.macAddress == port.macAddress, "keeps its hardware address")
        let configurations = [
            configuration("192.168.7.20", "255.255.255.0", "192.168.7.1", "192.168.7.2", "192.168.7.3"),
            configuration("10.1.2.3", "255.0.0.0", "", "", ""),
        ]
        for configuration in configurations {
            try port.apply(configuration)
            promises.hold(port.configuration == configuration, "shows \(configuration.address) once it is applied")
        }
        let leased = NetworkConfiguration(dhcp: true, address: "", netmask: "", gateway: "", dns1: "", dns2: "")
        try port.apply(leased)
        promises.hold(port.configuration.dhcp, "shows that its addresses come from a DHCP server")
        try port.apply(before)
        promises.hold(port.configuration == before, "can be put back")
        return promises.broken
    }

    private func configuration(
        _ address: String, _ netmask: String, _ gateway: String, _ dns1: String, _ dns2: String
    ) -> NetworkConfiguration {
        NetworkConfiguration(dhcp: false, address: address, netmask: netmask, gateway: gateway, dns1: dns1, dns2: dns2)
    }
}

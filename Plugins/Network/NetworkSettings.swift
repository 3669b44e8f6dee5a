import BoardDevices
import GatewayCore

/// What `/cgi-bin/network` holds (CGI section 3.7 and its ruling).
struct NetworkSettings: Sendable, Hashable {
    var addresses: NetworkConfiguration
    var port: Int

    /// The factory defaults, as in the document's sample.
    static func factory(port: Int) -> NetworkSettings {
        NetworkSettings(
            addresses: NetworkConfiguration(
                dhcp: false, address: "192.168.0.10", netmask: "255.255.255.0", gateway: "192.168.0.1",
                dns1: "114.114.114.114", dns2: "8.8.8.8"),
            port: port)
    }

    static func fields(factoryPort: Int) -> [Field<NetworkSettings>] {
        let host = "a dotted IPv4 address"
        return [
            Field(\.addresses.dhcp, .toggle("dhcp", "1: addresses come from a DHCP server")),
            Field(
                \.addresses.address, name: "ipaddr", mayBeSet: { !$0.addresses.dhcp },
                isConsistent: { $0.addresses.dhcp || $0.hasHostAddress },
                parameter: { _ in .text("ipaddr", host, "IP address") { IPv4($0)?.isHost == true } }),
            Field(
                \.addresses.netmask, name: "netmask", mayBeSet: { !$0.addresses.dhcp },
                parameter: { _ in
                    .text("netmask", "a contiguous mask", "subnet mask") { IPv4($0)?.isNetmask == true }
                }),
            Field(
                \.addresses.gateway, name: "gateway", mayBeSet: { !$0.addresses.dhcp },
                isConsistent: { $0.addresses.dhcp || $0.hasReachableGateway },
                parameter: { _ in
                    .text("gateway", "\(host) in the subnet, or empty", "gateway") { $0.isEmpty || IPv4($0)?.isHost == true }
                }),
            Field(\.addresses.dns1, dns("dns1", "preferred DNS server")),
            Field(\.addresses.dns2, dns("dns2", "standby DNS server")),
            Field(\.port, port("port", factory: factoryPort)),
        ]
    }

    private static func dns(_ name: String, _ summary: String) -> Parameter<String> {
        .text(name, "a dotted IPv4 address, or empty", summary) { $0.isEmpty || IPv4($0)?.isHost == true }
    }

    /// The ports that the document allows, and the one that the command line gave.
    private static func port(_ name: String, factory: Int) -> Parameter<Int> {
        Parameter(
            name, .numbers("80,1000-65535"), "port of the HTTP server",
            parse: { text in
                wholeNumber(text, in: 1...65_535).flatMap { $0 == 80 || $0 >= 1_000 || $0 == factory ? $0 : nil }
            },
            format: { "\($0)" })
    }

    private var hasHostAddress: Bool {
        guard let address = IPv4(addresses.address), let mask = IPv4(addresses.netmask) else { return false }
        return address.isHost(inSubnetOf: address, mask: mask)
    }

    private var hasReachableGateway: Bool {
        if addresses.gateway.isEmpty { return true }
        guard let gateway = IPv4(addresses.gateway), let address = IPv4(addresses.address),
            let mask = IPv4(addresses.netmask)
        else { return false }
        return gateway.isHost(inSubnetOf: address, mask: mask)
    }
}

import BoardDevices
public import GatewayCore
import Logging

/// The module of network addresses and of the HTTP port (CGI section 3.7).
public final class Network: Plugin {
    public static let name = "Network"
    public static let summary = "addresses, name servers, HTTP port"

    static let scope = "network"

    private let device: any NetworkPort
    private let server: (any HTTPPort)?
    private let group: SettingsGroup<NetworkSettings>

    public init(_ context: PluginContext) throws {
        device = try context.board.device(.network)
        server = context.contracts.first((any HTTPPort).self)
        let port = server?.factoryPort ?? 80
        group = SettingsGroup(
            Network.scope, defaults: .factory(port: port), fields: NetworkSettings.fields(factoryPort: port),
            context: context)
        context.contracts.offer(PreferredHTTPPort.self, PreferredHTTPPort(port: group.current.port))
        context.contracts.offer(NetworkScopes.self, NetworkScopes(scopes: [Network.scope]))
    }

    public var interfaces: [Interface] {
        var interface = Interface.settings(
            "/cgi-bin/network", section: "3.7", summary: Network.summary, group: group,
            reply: { [self] in reply },
            prepare: { query, settings in
                // Whoever gives an address means it: DHCP goes off unless the request speaks of it.
                let addresses = ["ipaddr", "netmask", "gateway"]
                if addresses.contains(where: query.has), !query.has("dhcp") { settings.addresses.dhcp = false }
            },
            apply: { [self] old, new throws(Fault) in try await put(new, replacing: old) })
        interface.faults = ["port error"]
        return [interface]
    }

    public func start() async throws {
        try device.apply(group.current.addresses)
    }

    private var reply: Reply {
        var element = group.element("network")
        let leased = device.configuration
        if leased.dhcp {
            let addresses = ["ipaddr": leased.address, "netmask": leased.netmask, "gateway": leased.gateway]
            element.attributes = element.attributes.map { ($0.name, addresses[$0.name] ?? $0.value) }
        }
        element.attributes.insert(("macaddr", "\(device.macAddress)"), at: 0)
        return Reply(element)
    }

    private func put(_ new: NetworkSettings, replacing old: NetworkSettings) async throws(Fault) {
        if new.port != old.port {
            do {
                try await server?.move(to: new.port)
            } catch {
                throw Fault("port error", cause: "port \(new.port): \(error)")
            }
        }
        guard new.addresses != old.addresses else { return }
        do throws(DeviceFault) {
            try device.apply(new.addresses)
        } catch {
            if new.port != old.port { try? await server?.move(to: old.port) }
            throw .device(error)
        }
    }
}

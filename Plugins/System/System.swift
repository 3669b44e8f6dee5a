public import GatewayCore
import BoardDevices

/// The module of identity, capabilities, restart and factory reset (CGI sections 3.3 to 3.6 and 3.17).
public final class System: Plugin {
    public static let name = "System"
    public static let summary = "identity, capabilities, restart, factory reset"

    private let context: PluginContext
    private let identity: (any DeviceIdentity)?
    private let power: (any PowerControl)?

    public init(_ context: PluginContext) throws {
        self.context = context
        identity = try? context.board.device(.identity)
        power = try? context.board.device(.power)
    }

    public var interfaces: [Interface] {
        var interfaces = [getcapabilities, getmodel]
        // Without an identity, or without a device that restarts the machine, these paths answer `not supported`.
        if let identity { interfaces.append(getinfo(identity)) }
        if let power { interfaces += [reboot(power), factoryReset(power)] }
        return interfaces
    }

    private func getinfo(_ identity: any DeviceIdentity) -> Interface {
        let attributes = [
            ("kernel", identity.kernel), ("filesystem", identity.filesystem), ("sn", identity.serial),
        ]
        let reply = Reply(XMLElement("info", attributes: attributes))
        return .query("/cgi-bin/getinfo", section: "3.3", summary: "versions and serial number") { _ in reply }
    }

    private var getcapabilities: Interface {
        let context = context
        return .query("/cgi-bin/getcapabilities", section: "3.4", summary: "what this product on this board can do") { _ in
            let present = context.capabilities()
            return Reply(
                XMLElement(
                    "capabilities",
                    attributes: Capability.allCases.map { ($0.rawValue, present.contains($0) ? "1" : "0") }))
        }
    }

    private var getmodel: Interface {
        let reply = Reply("model", context.product.model)
        return .query("/cgi-bin/getmodel", section: "3.17", summary: "the product's model name") { _ in reply }
    }

    private func reboot(_ power: any PowerControl) -> Interface {
        let lifecycle = context.lifecycle
        return .action("/cgi-bin/reboot", section: "3.5", summary: "restarts the device after the reply") { _ in
            var reply = Reply("reboot", "true")
            reply.afterwards = { lifecycle.restart(power) }
            return reply
        }
    }

    private func factoryReset(_ power: any PowerControl) -> Interface {
        let context = context
        let retain = Parameter<String>(
            "retain_network", .special("1", fault: "retain_network 0 or 1"), "1 keeps the network configuration",
            parse: { $0 }, format: { $0 })
        let empty = Fault("retain_network: NULL")
        var interface = Interface.action(
            "/cgi-bin/factory_reset", section: "3.6", summary: "erases users and settings and restarts after the reply",
            parameters: [retain.description]
        ) { request throws(Fault) in
            var kept: [String] = []
            if let text = try retain.value(in: request.query) {
                if text.isEmpty { throw empty }
                guard text.hasSameBytes(as: "1") else { throw retain.fault }
                kept = context.contracts.first(NetworkScopes.self)?.scopes ?? []
            }
            do {
                try await FactoryReset.request(in: context.store, keeping: kept)
            } catch {
                throw .storage(error)
            }
            var reply = Reply("factory_reset", "true")
            reply.afterwards = { context.lifecycle.restart(power) }
            return reply
        }
        interface.faults = [empty.reason]
        return interface
    }
}

/// A device entry for a board file that is being written.
public struct DeviceEntry: Sendable, Hashable {
    /// A name for the device, such as `camera`.
    public let name: String
    /// The driver's name.
    public let driver: String
    /// The parts that the device plays.
    public let roles: [String]
    /// The driver's own keys with their values, in the order in which they shall stand; a key may name a level below by a dot.
    public let keys: [Finding.Fact]

    /// An entry.
    public init(name: String, driver: String, roles: [String], keys: [Finding.Fact] = []) {
        self.name = name
        self.driver = driver
        self.roles = roles
        self.keys = keys
    }

    /// The entry as a board file holds it.
    public var node: ConfigNode {
        let role = roles.count == 1 ? ConfigNode(.scalar(roles[0])) : ConfigNode(.list(roles.map { ConfigNode(.scalar($0)) }))
        let start = ConfigNode(
            .map([
                ConfigNode.Entry(key: "driver", node: ConfigNode(.scalar(driver))), ConfigNode.Entry(key: "role", node: role),
            ]))
        return keys.reduce(start) { node, key in
            node.setting(key.name.split(separator: ".").map(String.init), to: key.value)
        }
    }
}

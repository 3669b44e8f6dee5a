public import BoardDevices

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Finds network interfaces that have hardware or stand for it; the loopback is none.
public enum NetworkProber: Prober {
    public static func findings() -> [Finding] { findings(in: KernelTree(), addresses: addresses()) }

    /// - Parameter addresses: the IPv4 addresses by interface.
    static func findings(in tree: KernelTree, addresses: [String: [String]]) -> [Finding] {
        tree.names("/sys/class/net").compactMap { name in
            let folder = "/sys/class/net/\(name)"
            // 772 is ARPHRD_LOOPBACK.
            guard let type = tree.word("\(folder)/type"), type != "772" else { return nil }
            let driver = tree.target("\(folder)/device/driver")
            var facts = [Finding.Fact("link", tree.word("\(folder)/carrier") == "1" ? "up" : "down")]
            if let speed = tree.word("\(folder)/speed").flatMap({ Int($0) }), speed > 0 {
                facts.append(Finding.Fact("speed", "\(speed) Mbit/s"))
            }
            if let address = tree.word("\(folder)/address"), let hardware = MACAddress(address) {
                facts.append(Finding.Fact("mac", hardware.description))
            }
            if let found = addresses[name] { facts.append(Finding.Fact("addresses", found.joined(separator: " "))) }
            return Finding(kind: "network-port", path: name, description: driver ?? "virtual", facts: facts)
        }
    }

    private static func addresses() -> [String: [String]] {
        var first: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&first) == 0 else { return [:] }
        defer { freeifaddrs(first) }
        var found: [String: [String]] = [:]
        var next = first
        while let entry = next?.pointee {
            next = entry.ifa_next
            guard let address = entry.ifa_addr, address.pointee.sa_family == sa_family_t(AF_INET), let name = entry.ifa_name
            else { continue }
            let number = address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { $0.pointee.sin_addr.s_addr }
            let text = withUnsafeBytes(of: number) { bytes in bytes.map { "\($0)" }.joined(separator: ".") }
            found[String(cString: name), default: []].append(text)
        }
        return found
    }
}

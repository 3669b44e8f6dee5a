public import BoardDevices

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The machine's own versions and serial number. Driver `linux-identity`.
public struct LinuxIdentity: DeviceIdentity, Driver {
    /// What the board file says instead of the machine; nil where the machine is asked.
    public struct Configuration: Sendable {
        let filesystem: String?
        let serial: String?
    }

    public static let name = "linux-identity"
    public static let summary = "kernel version, system version and serial number of the machine"
    public static let roles: Set<String> = [Role.identity.name]

    public let kernel: String
    public let filesystem: String
    public let serial: String

    public static func configuration(from section: ConfigSection) -> Configuration {
        Configuration(filesystem: section.text("filesystem"), serial: section.text("serial"))
    }

    public static func open(_ configuration: Configuration, host: DriverHost) throws(DeviceFault) -> any Sendable {
        LinuxIdentity(configuration, tree: KernelTree(), kernel: release)
    }

    init(_ configuration: Configuration, tree: KernelTree, kernel: String) {
        self.kernel = kernel
        filesystem = configuration.filesystem ?? LinuxIdentity.version(in: tree) ?? "unknown"
        serial = configuration.serial ?? LinuxIdentity.serial(in: tree) ?? "unknown"
    }

    /// The kernel's release, such as `6.1.0-18-arm64`.
    static var release: String {
        var names = utsname()
        guard uname(&names) == 0 else { return "unknown" }
        return withUnsafeBytes(of: names.release) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }

    /// The image's own version where its maker gave it one, else the distribution's.
    private static func version(in tree: KernelTree) -> String? {
        let lines = tree.lines("/etc/os-release")
        for key in ["IMAGE_VERSION=", "VERSION_ID="] {
            guard let line = lines.first(where: { $0.hasPrefix(key) }) else { continue }
            let version = plain(line.dropFirst(key.count).filter { $0 != "\"" && $0 != "'" })
            if !version.isEmpty { return version }
        }
        return nil
    }

    /// From the device tree, the firmware of a PC (which tells root only), or the identifier made at installation.
    private static func serial(in tree: KernelTree) -> String? {
        for path in ["/proc/device-tree/serial-number", "/sys/class/dmi/id/product_serial", "/etc/machine-id"] {
            if let serial = tree.word(path).map(plain), !serial.isEmpty { return serial }
        }
        return nil
    }

    /// Without what a file of the kernel may end with.
    private static func plain(_ text: String) -> String {
        String(decoding: text.utf8.filter { (0x21...0x7E).contains($0) }, as: UTF8.self)
    }
}

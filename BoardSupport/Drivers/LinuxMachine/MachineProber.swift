public import BoardDevices

/// Tells which machine this is.
public enum MachineProber: Prober {
    public static func findings() -> [Finding] { findings(in: KernelTree(), kernel: LinuxIdentity.release) }

    static func findings(in tree: KernelTree, kernel: String) -> [Finding] {
        let identity = LinuxIdentity(LinuxIdentity.Configuration(filesystem: nil, serial: nil), tree: tree, kernel: kernel)
        let model = tree.word("/proc/device-tree/model") ?? tree.word("/sys/class/dmi/id/product_name") ?? "a Linux machine"
        let entry = DeviceEntry(name: "identity", driver: LinuxIdentity.name, roles: [Role.identity.name])
        return [
            Finding(
                kind: "machine", path: "/", description: String(model.prefix { $0 != "\0" }),
                facts: [
                    Finding.Fact("kernel", identity.kernel), Finding.Fact("system", identity.filesystem),
                    Finding.Fact("serial", identity.serial),
                ], entries: [entry])
        ]
    }
}

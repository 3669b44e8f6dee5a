public import BoardDevices

/// Finds serial ports that have hardware behind them.
public enum SerialPortProber: Prober {
    public static func findings() -> [Finding] { findings(in: KernelTree()) }

    static func findings(in tree: KernelTree) -> [Finding] {
        tree.names("/sys/class/tty").compactMap { name in
            let folder = "/sys/class/tty/\(name)"
            // Virtual terminals have no device; the four ports that a PC always lists have type 0 where there is no chip.
            guard tree.exists("\(folder)/device"), tree.word("\(folder)/type") != "0" else { return nil }
            let driver = driver(of: folder, in: tree)
            var facts = driver.map { [Finding.Fact("driver", $0)] } ?? []
            if let interrupt = tree.word("\(folder)/irq") { facts.append(Finding.Fact("irq", interrupt)) }
            if tree.lines("/proc/consoles").contains(where: { $0.hasPrefix("\(name) ") }) {
                facts.append(Finding.Fact("console", "yes: the kernel writes here"))
            }
            return Finding(kind: "serial-port", path: "/dev/\(name)", description: driver ?? "serial port", facts: facts)
        }
    }

    /// Newer kernels put a port of their own bus between the terminal and the device.
    private static func driver(of folder: String, in tree: KernelTree) -> String? {
        let driver = tree.target("\(folder)/device/driver")
        return driver == "port" ? tree.target("\(folder)/device/../../driver") ?? driver : driver
    }
}

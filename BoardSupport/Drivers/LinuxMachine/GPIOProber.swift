public import BoardDevices
import CLinuxGPIO

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Finds GPIO chips and the names of their lines; looking at a line does not request it.
public enum GPIOProber: Prober {
    /// More lines than any chip has.
    private static let limit: UInt32 = 1_024

    public static func findings() -> [Finding] { findings(in: KernelTree()) }

    static func findings(in tree: KernelTree) -> [Finding] {
        tree.names("/sys/bus/gpio/devices").filter { $0.hasPrefix("gpiochip") }.map { name in
            let path = "/dev/\(name)"
            let file = open(tree.opened(path), O_RDONLY | O_CLOEXEC)
            guard file >= 0 else {
                let reason = String(cString: strerror(errno))
                return Finding(kind: "gpio-chip", path: path, description: name, facts: [Finding.Fact("not opened", reason)])
            }
            defer { close(file) }
            return finding(path, file)
                ?? Finding(
                    kind: "gpio-chip", path: path, description: name,
                    facts: [Finding.Fact("not read", String(cString: strerror(errno)))])
        }
    }

    private static func finding(_ path: String, _ file: Int32) -> Finding? {
        var chip = gpiochip_info()
        guard camgate_gpio_chip_info(file, &chip) == 0 else { return nil }
        var names: [String] = []
        var taken: [String] = []
        for offset in 0..<min(chip.lines, limit) {
            var line = gpio_v2_line_info()
            line.offset = offset
            guard camgate_gpio_line_info(file, &line) == 0 else { continue }
            let name = text(of: line.name)
            if !name.isEmpty { names.append("\(offset)=\(name)") }
            if line.flags & camgate_gpio_line_used != 0 { taken.append("\(offset) (\(text(of: line.consumer)))") }
        }
        var facts = [Finding.Fact("lines", "\(chip.lines)")]
        if !names.isEmpty { facts.append(Finding.Fact("names", names.joined(separator: " "))) }
        if !taken.isEmpty { facts.append(Finding.Fact("in use", taken.joined(separator: ", "))) }
        return Finding(kind: "gpio-chip", path: path, description: text(of: chip.label), facts: facts)
    }

    /// A fixed array of C characters, up to its zero.
    private static func text<Characters>(of characters: Characters) -> String {
        withUnsafeBytes(of: characters) { bytes in String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self) }
    }
}

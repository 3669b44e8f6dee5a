public import BoardDevices

/// Finds file systems that are mounted from a block device.
public enum VolumeProber: Prober {
    public static func findings() -> [Finding] { findings(in: KernelTree()) }

    static func findings(in tree: KernelTree) -> [Finding] {
        tree.lines("/proc/mounts").compactMap { line in
            let fields = line.split(separator: " ").map { plain(String($0)) }
            guard fields.count >= 4, fields[0].hasPrefix("/dev/") else { return nil }
            let name = fields[0].split(separator: "/").last.map(String.init) ?? ""
            let options = fields[3].split(separator: ",")
            var facts = [
                Finding.Fact("device", fields[0]), Finding.Fact("access", options.contains("ro") ? "read only" : "writable"),
            ]
            // In blocks of 512 bytes, whatever the disk's own are.
            if let blocks = tree.word("/sys/class/block/\(name)/size").flatMap({ Int($0) }) {
                facts.append(Finding.Fact("size", "\(blocks / 2_048) MiB"))
            }
            if tree.word("/sys/class/block/\(name)/removable") == "1" { facts.append(Finding.Fact("removable", "yes")) }
            return Finding(kind: "volume", path: fields[1], description: fields[2], facts: facts)
        }
    }

    /// The kernel writes blanks and the like as a backslash and three octal digits.
    private static func plain(_ field: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(field.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(3).filter { (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) }
            if byte == UInt8(ascii: "\\"), digits.count == 3 {
                bytes.append(digits.reduce(0) { $0 &* 8 &+ ($1 - UInt8(ascii: "0")) })
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

import BoardDevices

/// Where a board file says that a line is, and which level means on.
struct LineAddress: Sendable, Hashable, CustomStringConvertible {
    /// A line of a chip.
    enum Line: Sendable, Hashable {
        /// Its number.
        case offset(UInt32)
        /// Its name in the device tree.
        case name(String)
    }

    /// The chip as the board file names it: `gpiochip0`, a path, or a label.
    let chip: String
    /// The line.
    let line: Line
    /// Whether the low level means on.
    let isActiveLow: Bool

    var description: String {
        switch line {
        case .offset(let offset): "\(chip) line \(offset)"
        case .name(let name): "\(chip) line \(name)"
        }
    }

    /// The claim to the line.
    var claim: Claim { Claim(description) }

    /// Reads `chip`, the key `lineKey` and `active` of a device entry; nil if a problem was recorded.
    init?(from section: ConfigSection, lineKey: String = "line") {
        let chip = section.requiredText("chip", "a chip such as gpiochip0, /dev/gpiochip0 or its label")
        let line = section.requiredText(lineKey, "the line's number or name")
        isActiveLow = section.option("active", ["high", "low"], default: "high") == "low"
        guard let chip, let line else { return nil }
        let prefix = "/dev/"
        self.chip = chip.hasPrefix(prefix) ? String(chip.dropFirst(prefix.count)) : chip
        guard line.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            self.line = .name(line)
            return
        }
        guard let offset = UInt32(line), offset < 65_536 else {
            section.problem(lineKey, "expected the line's number or name, found \"\(line)\"")
            return nil
        }
        self.line = .offset(offset)
    }
}

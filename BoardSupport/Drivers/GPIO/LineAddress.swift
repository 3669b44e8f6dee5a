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
    /// What hangs on the line takes so long to be ready once it is on.
    let settling: Duration

    var description: String { "\(chip) line \(line)" }

    /// The claim to the line.
    var claim: Claim { Claim(description) }

    /// Reads `chip`, the key `lineKey` and `active` of a device entry; nil if a problem was recorded.
    ///
    /// - Parameter settles: whether the entry may say `settling` as well.
    init?(from section: ConfigSection, lineKey: String = "line", settles: Bool = false) {
        let chip = section.requiredText("chip", "a chip such as gpiochip0, /dev/gpiochip0 or its label")
        let line = section.requiredText(lineKey, "the line's number or name")
        isActiveLow = section.option("active", ["high", "low"], default: "high") == "low"
        settling = .milliseconds(settles ? section.integer("settling", in: 0...5_000, default: 0) : 0)
        guard let chip, let line, let line = Line(line, key: lineKey, in: section) else { return nil }
        self.chip = LineAddress.chip(named: chip)
        self.line = line
    }

    /// A line of a chip.
    init(chip: String, line: Line, isActiveLow: Bool) {
        self.chip = chip
        self.line = line
        self.isActiveLow = isActiveLow
        settling = .zero
    }

    /// A chip's name in the same words however a board file writes it, so that claims to its lines can be compared.
    static func chip(named name: String) -> String {
        let prefix = "/dev/"
        return name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name
    }
}

extension LineAddress.Line {
    /// Reads a line's number or name; nil if a problem with the key was recorded.
    init?(_ text: String, key: String, in section: ConfigSection) {
        guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            self = .name(text)
            return
        }
        guard let offset = UInt32(text), offset < 65_536 else {
            section.problem(key, "expected the line's number or name, found \"\(text)\"")
            return nil
        }
        self = .offset(offset)
    }
}

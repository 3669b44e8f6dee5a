import BoardDevices

/// How a serial port is driven, and how long an answer may take.
struct SerialSettings: Sendable, Hashable {
    /// What makes the line a transmitter while something is sent.
    enum Direction: String, Sendable, CaseIterable {
        /// Nothing: the line has two pairs, or turns itself.
        case none
        /// The kernel, by its RS-485 mode.
        case rs485
        /// The line RTS of the port, on while sending.
        case rts
    }

    /// Check bits of a byte.
    enum Parity: String, Sendable, CaseIterable {
        case none, even, odd
    }

    /// The bit rates that a port can have.
    static let rates = [1_200, 2_400, 4_800, 9_600, 19_200, 38_400, 57_600, 115_200]

    /// The port's path.
    let path: String
    /// Bits a second.
    let rate: Int
    /// Check bits of a byte.
    let parity: Parity
    /// What makes the line a transmitter while something is sent.
    let direction: Direction
    /// How long the device may take for an answer.
    let patience: Duration
    /// How often it is asked before it counts as lost.
    let tries: Int

    /// Reads the port's keys of a device entry; nil if a problem was recorded.
    init?(from section: ConfigSection, rate fallback: Int) {
        let path = section.requiredText("port", "the path of a serial port, such as /dev/ttyS1")
        let rate = section.option("baud", SerialSettings.rates.map(String.init), default: "\(fallback)")
        let parity = section.option("parity", Parity.allCases.map(\.rawValue), default: "none")
        let direction = section.option("direction", Direction.allCases.map(\.rawValue), default: "none")
        patience = .milliseconds(section.integer("patience", in: 10...60_000, default: 300))
        tries = section.integer("tries", in: 1...10, default: 3)
        guard let path else { return nil }
        guard path.utf8.first == UInt8(ascii: "/") else {
            section.problem("port", "expected the path of a serial port, such as /dev/ttyS1, found \"\(path)\"")
            return nil
        }
        self.path = path
        self.rate = Int(rate) ?? fallback
        self.parity = Parity(rawValue: parity) ?? .none
        self.direction = Direction(rawValue: direction) ?? .none
    }
}

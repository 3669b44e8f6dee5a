import BoardDevices

/// What the keys of a `pelco-d` or `pelco-p` entry mean.
struct PelcoEntry: Sendable {
    let serial: SerialSettings?
    let format: PelcoProtocol
    let limits: HeadLimits
    let axes: Set<LensAxis>
    /// Whether the head answers questions for its position.
    let answers: Bool
    let isTiltDown: Bool
    /// Seconds of the head's longest way.
    let longest: Duration

    /// Reads the entry; problems are recorded in the section.
    init(from section: ConfigSection, rate: Int, addresses: ClosedRange<Int>, format: (UInt8) -> PelcoProtocol) {
        serial = SerialSettings(from: section, rate: rate)
        self.format = format(UInt8(clamping: section.integer("address", in: addresses, default: 1)))
        limits = HeadLimits(
            pan: section.degrees("pan", within: -180...180, default: -180...180),
            tilt: section.degrees("tilt", within: -90...90, default: -90...0))
        axes = section.axes(default: [.zoom, .focus, .iris])
        answers = section.flag("positions", default: false)
        isTiltDown = section.option("tilt_counts", ["down", "up"], default: "down") == "down"
        longest = .seconds(section.integer("longest", in: 1...600, default: 20))
    }

    /// Opens the line.
    ///
    /// - Throws: the port's fault, or that of a head that should answer and does not.
    func open(host: DriverHost) throws(DeviceFault) -> any Sendable {
        guard let serial else { throw DeviceFault(.missing, "names no port") }
        let port = try SerialLine(serial)
        let line = PelcoLine(port, format, axes: axes, answers: answers, isTiltDown: isTiltDown)
        let lens = SerialLens(line: line, longest: longest, name: host.device, clock: host.clock)
        guard answers else {
            return SerialDevice(
                head: BlindHead(limits: limits, line: line, longest: longest, clock: host.clock), lens: lens, line: port)
        }
        do throws(DeviceFault) {
            _ = try line.position()
        } catch  where error.kind == .failed {
            throw DeviceFault(.missing, error.message, remedy: error.remedy)
        }
        let head = MeasuringHead(limits: limits, line: line, hasReference: false, name: host.device, clock: host.clock)
        return SerialDevice(head: head, lens: lens, line: port)
    }
}

/// The driver `pelco-d`.
struct PelcoDDriver: Driver {
    static let name = "pelco-d"
    static let summary = "a head and lens that speak Pelco-D on a serial line"
    static let roles = SerialDevice.roles

    static func configuration(from section: ConfigSection) -> PelcoEntry {
        PelcoEntry(from: section, rate: 2_400, addresses: 1...255) { .d(address: $0) }
    }

    static func claims(of configuration: PelcoEntry) -> [Claim] { configuration.serial.map { [Claim($0.path)] } ?? [] }

    static func open(_ configuration: PelcoEntry, host: DriverHost) throws(DeviceFault) -> any Sendable {
        try configuration.open(host: host)
    }
}

/// The driver `pelco-p`.
struct PelcoPDriver: Driver {
    static let name = "pelco-p"
    static let summary = "a head and lens that speak Pelco-P on a serial line"
    static let roles = SerialDevice.roles

    static func configuration(from section: ConfigSection) -> PelcoEntry {
        PelcoEntry(from: section, rate: 4_800, addresses: 1...32) { .p(address: $0) }
    }

    static func claims(of configuration: PelcoEntry) -> [Claim] { configuration.serial.map { [Claim($0.path)] } ?? [] }

    static func open(_ configuration: PelcoEntry, host: DriverHost) throws(DeviceFault) -> any Sendable {
        try configuration.open(host: host)
    }
}

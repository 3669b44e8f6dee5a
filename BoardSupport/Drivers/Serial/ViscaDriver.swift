import BoardDevices

/// The driver `visca`.
struct ViscaDriver: Driver {
    /// What the keys of a `visca` entry mean.
    struct Configuration: Sendable {
        let serial: SerialSettings?
        let address: UInt8
        let limits: HeadLimits
        let axes: Set<LensAxis>
        let ranges: ViscaRanges
    }

    static let name = "visca"
    static let summary = "a head and lens that speak VISCA on a serial line"
    static let roles = SerialDevice.roles

    static func configuration(from section: ConfigSection) -> Configuration {
        Configuration(
            serial: SerialSettings(from: section, rate: 9_600),
            address: UInt8(clamping: section.integer("address", in: 1...7, default: 1)),
            limits: HeadLimits(
                pan: section.degrees("pan", within: -360...360, default: -170...170),
                tilt: section.degrees("tilt", within: -180...180, default: -30...90)),
            axes: section.axes(default: [.zoom, .focus]),
            ranges: ViscaRanges(
                panCounts: section.number("pan_counts", in: 1...1_000, default: 14.4),
                tiltCounts: section.number("tilt_counts", in: 1...1_000, default: 14.4),
                panSpeed: section.integer("pan_speeds", in: 1...127, default: 0x18),
                tiltSpeed: section.integer("tilt_speeds", in: 1...127, default: 0x14),
                lens: [
                    .zoom: counts("zoom_counts", in: section, default: 0...0x4000),
                    .focus: counts("focus_counts", in: section, default: 0x1000...0xc000),
                    .iris: counts("iris_counts", in: section, default: 0...17),
                ]))
    }

    static func claims(of configuration: Configuration) -> [Claim] {
        configuration.serial.map { [Claim($0.path)] } ?? []
    }

    static func open(_ configuration: Configuration, host: DriverHost) throws(DeviceFault) -> any Sendable {
        guard let serial = configuration.serial else { throw DeviceFault(.missing, "names no port") }
        let port = try SerialLine(serial)
        let talk = ViscaTalk(port, address: configuration.address)
        try talk.begin()
        let line = ViscaLine(talk, configuration.ranges, axes: configuration.axes)
        _ = try line.position()
        return SerialDevice(
            head: MeasuringHead(
                limits: configuration.limits, line: line, hasReference: true, name: host.device, clock: host.clock),
            lens: SerialLens(line: line, longest: .seconds(20), name: host.device, clock: host.clock), line: port)
    }

    private static func counts(
        _ key: String, in section: ConfigSection, default fallback: ClosedRange<Int>
    ) -> ClosedRange<Int> {
        let range = section.range(key, in: 0...65_535) ?? fallback
        guard range.count > 1 else {
            section.problem(key, "expected a range, found a single place")
            return fallback
        }
        return range
    }
}

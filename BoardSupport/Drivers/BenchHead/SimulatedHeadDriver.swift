public import BoardDevices

/// The driver `bench-head`: a simulated pan and tilt head.
public struct SimulatedHeadDriver: Driver {
    /// What the keys of a `bench-head` entry mean.
    public struct Configuration: Sendable {
        /// Where the head may go, in degrees.
        public let limits: HeadLimits
        /// Degrees a second at speed 10.
        public let speed: Double
        /// Whether it always knows where it is.
        public let measures: Bool
        /// Seconds that whoever asks waits for an answer.
        public let delay: Double
    }

    public static let name = "bench-head"
    public static let summary = "a simulated pan and tilt head"
    public static let roles: Set<String> = [Role<any PanTiltHead>.panTilt.name, Role<any PanTiltHead>.headPart.name]
    public static let nature = DriverNature.simulation

    public static func configuration(from section: ConfigSection) -> Configuration {
        Configuration(
            limits: HeadLimits(
                pan: degrees("pan", in: section, default: -170...170), tilt: degrees("tilt", in: section, default: -90...90)),
            speed: section.number("speed", in: 0.1...1_000, default: 60), measures: section.flag("measures", default: false),
            delay: section.number("delay", in: 0...10, default: 0))
    }

    public static func open(_ configuration: Configuration, host: DriverHost) throws(DeviceFault) -> any Sendable {
        SimulatedHead(
            limits: configuration.limits, speed: configuration.speed, measures: configuration.measures,
            delay: .seconds(configuration.delay),
            keptIn: "\(host.stateDirectory)/\(host.device).mechanism", clock: host.clock)
    }

    private static func degrees(
        _ key: String, in section: ConfigSection, default fallback: ClosedRange<Double>
    ) -> ClosedRange<Double> {
        guard let text = section.text(key) else { return fallback }
        let dots = text.utf8.indices.first { text.utf8[$0...].starts(with: "..".utf8) }
        if let dots, let low = Double(String(text[..<dots])),
            let high = Double(String(text[text.utf8.index(dots, offsetBy: 2)...])), low < high, low >= -360, high <= 360
        {
            return low...high
        }
        section.problem(key, "expected LOW..HIGH in degrees within -360 to 360, found \"\(text)\"")
        return fallback
    }
}

public import BoardDevices

/// The driver `bench-lens`: a simulated motorised lens.
public struct SimulatedLensDriver: Driver {
    /// What the keys of a `bench-lens` entry mean.
    public struct Configuration: Sendable {
        /// What the lens can move.
        public let axes: Set<LensAxis>
        /// Seconds from one end of an axis to the other.
        public let travel: Double
        /// Whether it always knows where its axes are.
        public let measures: Bool
    }

    public static let name = "bench-lens"
    public static let summary = "a simulated motorised lens"
    public static let roles: Set<String> = [Role<any Lens>.lens.name]
    public static let nature = DriverNature.simulation

    public static func configuration(from section: ConfigSection) -> Configuration {
        var axes: Set<LensAxis> = []
        for name in section.texts("axes") {
            guard let axis = LensAxis(rawValue: name) else {
                section.problem("axes", "expected zoom, focus or iris, found \"\(name)\"")
                continue
            }
            if !axes.insert(axis).inserted { section.problem("axes", "\(name) stands here a second time") }
        }
        return Configuration(
            axes: axes.isEmpty ? Set(LensAxis.allCases) : axes, travel: section.number("travel", in: 0.1...600, default: 4),
            measures: section.flag("measures", default: false))
    }

    public static func open(_ configuration: Configuration, host: DriverHost) throws(DeviceFault) -> any Sendable {
        SimulatedLens(
            axes: configuration.axes, travel: configuration.travel, measures: configuration.measures,
            keptIn: "\(host.stateDirectory)/\(host.device).mechanism", clock: host.clock)
    }
}

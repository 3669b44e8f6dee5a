public import BoardDevices

/// The driver `bench-speaker`: a simulated loudspeaker. It has no keys of its own.
public struct SimulatedSpeakerDriver: Driver {
    public static let name = "bench-speaker"
    public static let summary = "a simulated loudspeaker"
    public static let roles: Set<String> = [Role<any AudioOutput>.speaker.name]
    public static let nature = DriverNature.simulation

    public static func configuration(from section: ConfigSection) {}

    public static func open(_ configuration: Void, host: DriverHost) throws(DeviceFault) -> any Sendable {
        SimulatedSpeaker()
    }
}

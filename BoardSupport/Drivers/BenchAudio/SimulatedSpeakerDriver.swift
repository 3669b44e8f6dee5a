public import BoardDevices
import MediaCore

/// The driver `bench-speaker`: a simulated loudspeaker.
public struct SimulatedSpeakerDriver: Driver {
    /// What the keys of a `bench-speaker` entry mean.
    public struct Configuration: Sendable {
        /// A file that gets everything that is played.
        public let recording: String?
    }

    public static let name = "bench-speaker"
    public static let summary = "a simulated loudspeaker"
    public static let roles: Set<String> = [Role<any AudioOutput>.speaker.name]
    public static let nature = DriverNature.simulation

    public static func configuration(from section: ConfigSection) -> Configuration {
        let recording = section.text("recording")
        if recording?.isEmpty == true { section.problem("recording", "empty; expected the path of a file") }
        return Configuration(recording: recording)
    }

    public static func claims(of configuration: Configuration) -> [Claim] {
        configuration.recording.map { [Claim($0)] } ?? []
    }

    public static func open(_ configuration: Configuration, host: DriverHost) throws(DeviceFault) -> any Sendable {
        guard let path = configuration.recording else { return SimulatedSpeaker(clock: host.clock) }
        let recording = try Recording(path)
        return SimulatedSpeaker(clock: host.clock) { samples, _ in recording.append(samples) }
    }
}

public import BoardDevices

/// A simulated sound card.
public enum BenchAudio: DriverModule {
    public static let drivers: [any Driver.Type] = [
        SimulatedMicrophoneDriver.self, SimulatedSpeakerDriver.self,
    ]
}

public import BoardDevices

/// A simulated sound card and the line that enables its amplifier.
public enum BenchAudio: DriverModule {
    public static let drivers: [any Driver.Type] = [
        SimulatedMicrophoneDriver.self, SimulatedSpeakerDriver.self, SimulatedLineDriver.self,
    ]
}

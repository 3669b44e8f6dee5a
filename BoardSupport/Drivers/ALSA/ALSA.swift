public import BoardDevices

/// The kernel's sound cards, through libasound.
public enum ALSA: DriverModule {
    public static let drivers: [any Driver.Type] = [ALSACaptureEntry.self, ALSAPlaybackEntry.self]
}

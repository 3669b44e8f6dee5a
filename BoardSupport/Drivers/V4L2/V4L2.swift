public import BoardDevices

/// Cameras and encoders that the kernel drives: Video for Linux 2.
public enum V4L2: DriverModule {
    public static let drivers: [any Driver.Type] = [V4L2Entry.self, V4L2EncoderEntry.self]
    public static let probers: [any Prober.Type] = [V4L2Prober.self]
}

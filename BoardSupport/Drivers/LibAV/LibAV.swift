public import BoardDevices

/// A camera that plays whatever libavformat opens. For benches and development: its libraries are too large for a device.
public enum LibAV: DriverModule {
    public static let drivers: [any Driver.Type] = [LibAVEntry.self]
}

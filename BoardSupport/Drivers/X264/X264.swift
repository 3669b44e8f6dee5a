public import BoardDevices

/// H.264 encoding in software with libx264.
public enum X264: DriverModule {
    public static let drivers: [any Driver.Type] = [X264Entry.self]
}

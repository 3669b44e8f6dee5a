public import BoardDevices

/// H.265 encoding in software with libx265.
public enum X265: DriverModule {
    public static let drivers: [any Driver.Type] = [X265Entry.self]
}

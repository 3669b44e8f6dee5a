public import BoardDevices

/// Heads whose two axes are two devices.
public enum CompositeHead: DriverModule {
    public static let drivers: [any Driver.Type] = [CompositeHeadDriver.self]
}

public import BoardDevices

/// Scaling in software with libyuv.
public enum LibYUV: DriverModule {
    public static let drivers: [any Driver.Type] = [LibYUVEntry.self]
}

public import BoardDevices

/// JPEG pictures with libjpeg-turbo.
public enum TurboJPEG: DriverModule {
    public static let drivers: [any Driver.Type] = [TurboJPEGEntry.self]
}

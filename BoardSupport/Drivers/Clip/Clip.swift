public import BoardDevices

/// A camera that plays a raw clip, or a moving test picture.
public enum Clip: DriverModule {
    public static let drivers: [any Driver.Type] = [ClipEntry.self]
}

public import BoardDevices

/// AAC encoding in software with libvo-aacenc.
public enum VOAAC: DriverModule {
    public static let drivers: [any Driver.Type] = [VOAACEntry.self]
}

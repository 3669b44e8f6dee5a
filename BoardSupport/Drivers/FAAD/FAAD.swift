public import BoardDevices

/// AAC decoding in software with libfaad2.
public enum FAAD: DriverModule {
    public static let drivers: [any Driver.Type] = [FAADEntry.self]
}

public import BoardDevices

/// Text in any script with FreeType, HarfBuzz, Fontconfig and FriBidi.
public enum FreeType: DriverModule {
    public static let drivers: [any Driver.Type] = [FreeTypeEntry.self]
}

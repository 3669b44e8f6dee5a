public import BoardDevices

/// Heads and lenses at the end of a serial line: Pelco-D, Pelco-P, VISCA.
public enum Serial: DriverModule {
    public static let drivers: [any Driver.Type] = [PelcoDDriver.self, PelcoPDriver.self, ViscaDriver.self]
}

public import BoardDevices

/// What a Linux kernel tells about the machine, for boards that are being brought up.
public enum LinuxMachine: DriverModule {
    public static let drivers: [any Driver.Type] = []
    public static let probers: [any Prober.Type] = [
        SoundCardProber.self, GPIOProber.self, SerialPortProber.self, VolumeProber.self, NetworkProber.self,
    ]
}

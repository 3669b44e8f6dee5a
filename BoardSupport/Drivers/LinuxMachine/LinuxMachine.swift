public import BoardDevices

/// What a Linux kernel tells about the machine, for boards that are being brought up and for those that run.
public enum LinuxMachine: DriverModule {
    public static let drivers: [any Driver.Type] = [LinuxIdentity.self]
    public static let probers: [any Prober.Type] = [
        MachineProber.self, SoundCardProber.self, GPIOProber.self, SerialPortProber.self, VolumeProber.self,
        NetworkProber.self,
    ]
}

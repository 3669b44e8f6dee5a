public import BoardDevices
import MediaCore

/// The board file's entry `driver: libav`.
public enum LibAVEntry: Driver {
    /// What the keys of the entry say.
    public struct Configuration: Sendable {
        let address: ClipAddress
    }

    public static let name = "libav"
    public static let summary = "camera and microphone that play any clip or stream that libavformat opens"
    public static let roles: Set<String> = [Role.camera.name, Role<any AudioInput>.microphone.name]
    public static let nature = DriverNature.simulation

    public static func configuration(from section: ConfigSection) -> Configuration {
        let clip = section.requiredText("clip", "the path or address of a clip")
        if clip?.isEmpty == true { section.problem("clip", "empty; expected the path or address of a clip") }
        return Configuration(address: ClipAddress(clip ?? ""))
    }

    public static func open(_ configuration: Configuration, host: DriverHost) throws(DeviceFault) -> any Sendable {
        // The library prints addresses with their passwords.
        LibAVInput.silence()
        let address = configuration.address
        // A network may be late: the camera exists, and its pictures come when the other side does.
        if address.isRemote { return LibAVCamera(address, host: host, maximumSize: nil, maximumRate: nil) }
        // A clip that cannot be played is a fault of the board, not of the first picture.
        _ = try LibAVInput(address, watchdog: Watchdog())
        // The scaler makes any size of the clip, so the clip limits nothing.
        return LibAVCamera(address, host: host, maximumSize: nil, maximumRate: nil)
    }
}

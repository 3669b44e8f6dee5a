public import BoardDevices
import MediaCore

/// The board file's entry `driver: clip`.
public enum ClipEntry: Driver {
    /// What the keys of the entry say.
    public struct Configuration: Sendable {
        let clip: String?
        let size: PictureSize?
        let rate: Int?
        let sound: String?
    }

    public static let name = "clip"
    public static let summary = "camera and microphone that play a YUV4MPEG2 clip, a pipe of one, or a moving test picture"
    public static let roles: Set<String> = [Role.camera.name, Role<any AudioInput>.microphone.name]
    public static let nature = DriverNature.simulation

    public static func configuration(from section: ConfigSection) -> Configuration {
        let clip = section.text("clip")
        if clip?.isEmpty == true { section.problem("clip", "empty; expected a path, or - for the standard input") }
        let size = section.text("size").flatMap { text -> PictureSize? in
            let size = Resolution.size(named: text)
            if size == nil {
                section.problem(
                    "size", "expected 1080P, 720P, VGA, QVGA or WIDTHXHEIGHT with even sides, found \"\(text)\"")
            }
            return size
        }
        let rate = section.text("rate") == nil ? nil : section.integer("rate", in: 1...240, default: 25)
        let sound = section.text("sound")
        if sound?.isEmpty == true { section.problem("sound", "empty; expected the path of a WAVE file") }
        return Configuration(clip: clip, size: size, rate: rate, sound: sound)
    }

    public static func claims(of configuration: Configuration) -> [Claim] {
        configuration.clip == "-" ? [Claim("the standard input")] : []
    }

    public static func open(_ configuration: Configuration, host: DriverHost) throws(DeviceFault) -> any Sendable {
        let sound = try ClipSound(clip: configuration.clip, sound: configuration.sound, host: host)
        guard let path = configuration.clip else {
            return ClipCamera(host: host, sound: sound, maximumSize: configuration.size, maximumRate: configuration.rate) {
                wish in
                TestPictureReel(wish, maximumSize: configuration.size, maximumRate: configuration.rate)
            }
        }
        let file = try ClipFile(path: path)
        guard file.isSeekable else {
            return ClipCamera(host: host, sound: sound, maximumSize: configuration.size, maximumRate: configuration.rate) { _ in
                PipeReel(path: path)
            }
        }
        _ = try FileReel(file, defaultRate: configuration.rate)
        // The scaler makes any size of the clip, so the clip limits nothing that the board file does not limit.
        return ClipCamera(host: host, sound: sound, maximumSize: configuration.size, maximumRate: configuration.rate) {
            _ throws(DeviceFault) in
            try FileReel(ClipFile(path: path), defaultRate: configuration.rate)
        }
    }
}

/// The part that a device plays on a board, and the protocol that it must speak for that.
///
/// A plugin asks the board for a role and gets a value of the role's protocol; it never learns which driver stands behind it.
public struct Role<Device>: Sendable {
    /// The role's name in board files, such as `camera`.
    public let name: String

    /// A role that devices play under a name.
    public init(_ name: String) {
        self.name = name
    }

    /// What plays the role in a device: the device itself, or the part of it that does; nil if nothing speaks the role's protocol.
    public func player(in device: any Sendable) -> Device? {
        guard let ensemble = device as? any Ensemble else { return device as? Device }
        return ensemble.player(of: name) as? Device
    }
}

/// A device that plays each of its roles by another part, such as a serial line with a head and a lens at its end.
public protocol Ensemble: Sendable {
    /// The part that plays a role; nil if none does.
    func player(of role: String) -> (any Sendable)?
}

/// A device that must not be left as it is when the process ends, or that holds something which the next process, or the next
/// gateway of this one, needs.
public protocol ClosableDevice: Sendable {
    /// Leaves the device as it shall be without anybody, and gives back what it holds. It is of no more use then.
    func close()
}

extension Role where Device == any FrameSource {
    /// The camera sensor.
    public static var camera: Self { Role("camera") }
}

extension Role where Device == any ImageControls {
    /// The sensor's own picture adjustments.
    public static var imageControls: Self { Role("image-controls") }
}

extension Role where Device == any Scaler {
    /// Makes the sizes that the streams need.
    public static var scaler: Self { Role("scaler") }
}

extension Role where Device == any StillEncoder {
    /// Makes JPEG pictures.
    public static var stillEncoder: Self { Role("still-encoder") }
}

extension Role where Device == any TextRenderer {
    /// Draws titles in any script.
    public static var textRenderer: Self { Role("text-renderer") }
}

extension Role where Device == any VideoEncoderSource {
    /// Makes video streams; a board may have one a codec.
    public static var videoEncoder: Self { Role("video-encoder") }
}

extension Role where Device == any AudioInput {
    /// The microphone.
    public static var microphone: Self { Role("microphone") }
}

extension Role where Device == any AudioOutput {
    /// The loudspeaker.
    public static var speaker: Self { Role("speaker") }
}

extension Role where Device == any AudioEncoderSource {
    /// Compresses sound; a board may have one a codec.
    public static var audioEncoder: Self { Role("audio-encoder") }
}

extension Role where Device == any AudioDecoderSource {
    /// Decodes what is said to the board; it may have one a codec.
    public static var audioDecoder: Self { Role("audio-decoder") }
}

extension Role where Device == any DigitalLine {
    /// The enable line of the loudspeaker's amplifier.
    public static var amplifier: Self { Role("amplifier") }
    /// The infrared filter in front of the sensor; on means that it is in the light's way (day).
    public static var irCut: Self { Role("ir-cut") }
    /// The infrared lamp.
    public static var irLamp: Self { Role("ir-lamp") }
}

extension Role where Device == any LightSensor {
    /// Tells day from night.
    public static var lightSensor: Self { Role("light-sensor") }
}

extension Role where Device == any PanTiltHead {
    /// The pan and tilt mechanism.
    public static var panTilt: Self { Role("pan-tilt") }
    /// Half of a head: a mechanism of which another device uses one axis.
    public static var headPart: Self { Role("head-part") }
}

extension Role where Device == any Lens {
    /// The motorised lens.
    public static var lens: Self { Role("lens") }
}

extension Role where Device == any DeviceIdentity {
    /// Versions and serial number.
    public static var identity: Self { Role("identity") }
}

extension Role where Device == any PowerControl {
    /// Restarts the machine.
    public static var power: Self { Role("power") }
}

extension Role where Device == any Volume {
    /// The card slot.
    public static var sdCard: Self { Role("sd-card") }
}

extension Role where Device == any SystemClock {
    /// The wall clock.
    public static var clock: Self { Role("clock") }
}

extension Role where Device == any NetworkPort {
    /// The network interface.
    public static var network: Self { Role("network") }
}

/// Roles by name, for board files.
public enum Roles {
    /// Every role that a board file may name.
    public static let names: Set<String> = [
        Role<any FrameSource>.camera.name, Role<any ImageControls>.imageControls.name, Role<any Scaler>.scaler.name,
        Role<any StillEncoder>.stillEncoder.name, Role<any VideoEncoderSource>.videoEncoder.name,
        Role<any TextRenderer>.textRenderer.name, Role<any AudioEncoderSource>.audioEncoder.name,
        Role<any AudioDecoderSource>.audioDecoder.name, Role<any AudioInput>.microphone.name,
        Role<any AudioOutput>.speaker.name,
        Role<any DigitalLine>.amplifier.name, Role<any DigitalLine>.irCut.name, Role<any DigitalLine>.irLamp.name,
        Role<any LightSensor>.lightSensor.name, Role<any PanTiltHead>.panTilt.name,
        Role<any PanTiltHead>.headPart.name, Role<any Lens>.lens.name,
        Role<any DeviceIdentity>.identity.name, Role<any PowerControl>.power.name,
        Role<any Volume>.sdCard.name, Role<any SystemClock>.clock.name,
        Role<any NetworkPort>.network.name,
    ]

    /// The roles that several devices of a board may play.
    public static let plural: Set<String> = [
        Role<any VideoEncoderSource>.videoEncoder.name, Role<any AudioEncoderSource>.audioEncoder.name,
        Role<any AudioDecoderSource>.audioDecoder.name, Role<any PanTiltHead>.headPart.name,
    ]
}

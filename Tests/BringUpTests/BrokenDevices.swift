import BoardDevices
import MediaCore

/// A driver whose device is broken in the way that its key `fault` says.
enum BrokenDriver: Driver {
    static let name = "broken"
    static let summary = "devices that fail in every way"
    static let roles: Set<String> = Roles.names

    static func configuration(from section: ConfigSection) -> String { section.text("fault") ?? "" }

    static func open(_ configuration: String, host: DriverHost) throws(DeviceFault) -> any Sendable {
        switch configuration {
        case "missing": throw DeviceFault(.missing, "/dev/video7 is not there", remedy: "plug the camera in")
        case "silent": return SilentCamera()
        case "frozen": return FrozenCamera()
        case "refusing": return RefusingControls()
        case "small": return WrongScaler()
        case "noise": return NoisyStills()
        case "blank": return BlankTitles()
        case "no-stream": return EmptyEncoders(limits: [:])
        case "no-packet": return EmptyEncoders(limits: [.main: [EmptyEncoders.limit]])
        case "mute": return MuteMicrophone()
        case "astray": return StrayHead()
        case "overrun": return StrayLens()
        case "locked": return LockedCard()
        case "nameless":
            guard let machine = NamelessMachine() else { throw DeviceFault(.failed, "no address") }
            return machine
        default: return 0
        }
    }
}

private struct SilentCamera: FrameSource {
    let maximumSize: PictureSize? = nil
    let maximumRate: Int? = nil
    func start(_ wish: CaptureWish, deliver: @escaping @Sendable (Frame) -> Void) throws(DeviceFault) {}
    func stop() {}
}

/// Its pictures all carry the same time.
private struct FrozenCamera: FrameSource {
    let maximumSize: PictureSize? = nil
    let maximumRate: Int? = nil
    func start(_ wish: CaptureWish, deliver: @escaping @Sendable (Frame) -> Void) throws(DeviceFault) {
        for number in 0..<UInt64(20) {
            deliver(Frame(FrameBuffer(size: wish.size), captured: MonotonicInstant(nanoseconds: 5), number: number))
        }
    }
    func stop() {}
}

private struct RefusingControls: ImageControls {
    let supported: Set<ImageControl> = [.contrast]
    func set(_ control: ImageControl, to value: UInt8) throws(DeviceFault) {
        throw DeviceFault(.failed, "VIDIOC_S_CTRL: input/output error")
    }
}

private struct WrongScaler: Scaler {
    func scale(_ frame: Frame, to size: PictureSize, from pool: FramePool) throws(DeviceFault) -> Frame { frame }
}

private struct NoisyStills: StillEncoder {
    func encode(_ frame: Frame, quality: Int) throws(DeviceFault) -> [UInt8] { [1, 2, 3] }
}

private struct BlankTitles: TextRenderer {
    func draw(_ line: String, height: Int) throws(DeviceFault) -> TextImage { .empty }
}

private struct EmptyEncoders: VideoEncoderSource {
    static let limit = EncodingLimit(size: PictureSize(width: 320, height: 240), framerate: 1...10, bitrate: 50...500)
    let codec = VideoCodec.h264
    let limits: [VideoStream: [EncodingLimit]]
    func makeEncoder(_ settings: EncoderSettings) throws(DeviceFault) -> any VideoEncoder { EmptyEncoder() }
}

private final class EmptyEncoder: VideoEncoder {
    func encode(_ frame: Frame, key: Bool) throws(DeviceFault) -> [Packet] { [] }
    func adopt(_ settings: EncoderSettings) -> Bool { false }
}

private struct MuteMicrophone: AudioInput {
    let sampleRates: [Int] = []
    func setVolume(_ percent: Int) throws(DeviceFault) {}
    func startCapture(sampleRate: Int, deliver: @escaping @Sendable (SoundBlock) -> Void) throws(DeviceFault) {}
    func stopCapture() {}
}

private struct StrayHead: PanTiltHead {
    let limits = HeadLimits(pan: -10...10, tilt: -5...5)
    let measuresPosition = true
    let report = HeadReport(position: HeadPosition(pan: 11, tilt: 0), confidence: .homed, isMoving: false)
    func drive(pan: Int, tilt: Int, speed: Int) throws(DeviceFault) {}
    func go(to position: HeadPosition, speed: Int) throws(DeviceFault) {}
    func home() throws(DeviceFault) {}
    func trust(_ position: HeadPosition) throws(DeviceFault) {}
    func stop() throws(DeviceFault) {}
}

private struct StrayLens: Lens {
    let axes: Set<LensAxis> = [.zoom]
    let measuresPosition = true
    let report = LensReport(position: [.zoom: 2], confidence: .homed, isMoving: false)
    func drive(_ axis: LensAxis, direction: Int) throws(DeviceFault) {}
    func go(_ axis: LensAxis, to position: Double) throws(DeviceFault) {}
    func home() throws(DeviceFault) {}
    func trust(_ position: [LensAxis: Double]) throws(DeviceFault) {}
    func stop() throws(DeviceFault) {}
}

private struct LockedCard: Volume {
    let state = VolumeState.unwritable("the card is locked")
    func write(_ path: String, _ bytes: [UInt8]) throws(DeviceFault) {}
}

private struct NamelessMachine: DeviceIdentity, NetworkPort, SystemClock {
    let kernel = "6.1"
    let filesystem = "1.0"
    let serial = ""
    let macAddress: MACAddress
    let configuration = NetworkConfiguration(dhcp: true, address: "", netmask: "", gateway: "", dns1: "", dns2: "")
    let millisecondsSince1970: Int64 = 5_000

    init?() {
        guard let address = MACAddress("00-00-00-00-00-00") else { return nil }
        macAddress = address
    }

    func apply(_ configuration: NetworkConfiguration) throws(DeviceFault) {}
    func set(millisecondsSince1970: Int64) throws(DeviceFault) {}
    func setSynchronisation(_ source: ClockSynchronisation) throws(DeviceFault) {}
}

import BoardDevices
import ClipDriver
import GatewayCore
import MediaCore
import V4L2Driver

/// Stands for the kernel's cameras on machines that have none: it reads the same keys, and gives what ``modes`` say; with none,
/// every size and rate that the board file lets the encoders make, so that a board's own limits decide.
enum StandInCamera: Driver {
    static let name = V4L2Entry.name
    static let summary = V4L2Entry.summary
    static let roles = V4L2Entry.roles

    /// What the camera gives.
    @TaskLocal static var modes: [CaptureMode] = []

    static func configuration(from section: ConfigSection) -> V4L2Entry.Configuration {
        V4L2Entry.configuration(from: section)
    }

    static func claims(of configuration: V4L2Entry.Configuration) -> [Claim] { V4L2Entry.claims(of: configuration) }

    static func open(_ configuration: V4L2Entry.Configuration, host: DriverHost) throws(DeviceFault) -> any Sendable {
        let section = ConfigSection(ConfigNode(.map([])), file: "", path: "", problems: ConfigProblems())
        guard let clip = try ClipEntry.open(ClipEntry.configuration(from: section), host: host) as? any FrameSource else {
            throw DeviceFault(.unsupported, "the clip driver makes no camera")
        }
        return Device(clip: clip, modes: modes)
    }

    /// A clip with the adjustments of no sensor.
    private struct Device: FrameSource, ImageControls {
        let clip: any FrameSource
        let modes: [CaptureMode]
        let supported: Set<ImageControl> = []

        var maximumSize: PictureSize? { modes.map(\.size).max { $0.area < $1.area } }
        var maximumRate: Int? { modes.map(\.rate).max() }

        func maximumRate(at size: PictureSize) -> Int? {
            let suitable = modes.filter { $0.size.width >= size.width && $0.size.height >= size.height }
            return (suitable.max { $0.size.area > $1.size.area })?.rate
        }

        func start(_ wish: CaptureWish, deliver: @escaping @Sendable (Frame) -> Void) throws(DeviceFault) {
            try clip.start(wish, deliver: deliver)
        }

        func stop() { clip.stop() }

        func set(_ control: ImageControl, to value: UInt8) throws(DeviceFault) {}
    }
}

extension Parts {
    /// These parts with stand-ins for what only a board has.
    var onAnyMachine: Parts {
        let standIns: [any Driver.Type] = [
            StandInCamera.self, StandInLine.self, StandInLatch.self, StandInLightSensor.self, StandInMicrophone.self,
            StandInSpeaker.self, StandInStepper.self, StandInPelcoHead.self,
        ]
        return Parts(
            plugins: plugins,
            drivers: drivers.map { driver in standIns.first { $0.name == driver.name } ?? driver })
    }
}

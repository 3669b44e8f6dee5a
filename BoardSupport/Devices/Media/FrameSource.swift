public import MediaCore

/// A camera sensor, or whatever stands for one.
///
/// Played by the role `camera`. Source: the CGI's sections 3.9 and 3.10 speak of what the streams made from it can be.
public protocol FrameSource: Sendable {
    /// The largest picture that the source can give, or nil where it gives any size.
    var maximumSize: PictureSize? { get }
    /// The highest whole frame rate in frames a second, or nil where it gives any rate.
    var maximumRate: Int? { get }
    /// The highest whole frame rate for streams of a size, or nil where it gives any; ``maximumRate`` unless the source knows better.
    func maximumRate(at size: PictureSize) -> Int?
    /// Why the device is not there now (unplugged, hanging), or nil while it is. Read often: must return at once.
    var fault: DeviceFault? { get }

    /// Starts to deliver pictures, each on the source's own thread; replaces a delivery under way.
    ///
    /// - Parameters:
    ///   - wish: what suits the streams best; the source comes as near as it can, and each frame tells its real size.
    ///   - deliver: takes the frame over, so that it can be drawn into where nobody else holds it; must return soon; frames that it does not want to wait for are lost to it.
    /// - Throws: why there are no pictures now.
    func start(_ wish: CaptureWish, deliver: @escaping @Sendable (consuming Frame) -> Void) throws(DeviceFault)

    /// Stops the delivery; when it returns, `deliver` runs no more. Harmless when nothing runs.
    func stop()
}

extension FrameSource {
    public func maximumRate(at size: PictureSize) -> Int? { maximumRate }
    public var fault: DeviceFault? { nil }
}

/// What the streams would like a source to give.
public struct CaptureWish: Sendable, Hashable {
    /// The largest picture that any stream needs.
    public var size: PictureSize
    /// The highest frame rate that any stream needs, in frames a second.
    public var rate: Int

    /// A wish for pictures of `size` at `rate` frames a second.
    public init(size: PictureSize, rate: Int) {
        self.size = size
        self.rate = rate
    }
}

/// A picture property that a sensor can adjust itself (CGI section 3.14).
public enum ImageControl: String, Sendable, Hashable, CaseIterable {
    case brightness, contrast, saturation, sharpness
}

/// The picture adjustments of a sensor. Played by the role `image-controls`.
public protocol ImageControls: Sendable {
    /// What the sensor adjusts itself; the rest is done in software.
    var supported: Set<ImageControl> { get }

    /// Sets a control. 0 to 255, 128 is the device's neutral value; the driver maps that to the device's own range.
    func set(_ control: ImageControl, to value: UInt8) throws(DeviceFault)
}

/// Makes a picture of another size. Played by the role `scaler`.
public protocol Scaler: Sendable {
    /// The picture of `frame` at `size`, as I420, in a buffer from `pool`; the aspect ratio follows the size.
    func scale(_ frame: Frame, to size: PictureSize, from pool: FramePool) throws(DeviceFault) -> Frame
}

/// Makes JPEG pictures. Played by the role `still-encoder`.
public protocol StillEncoder: Sendable {
    /// A complete JPEG file of the frame. May take milliseconds; called off the cooperative pool.
    ///
    /// - Parameter quality: 1 (small) to 100 (fine).
    func encode(_ frame: Frame, quality: Int) throws(DeviceFault) -> [UInt8]
}

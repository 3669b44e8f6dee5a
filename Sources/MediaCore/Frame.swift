/// How a frame's pixels lie in memory. Both are 4:2:0 with 8 bits a sample.
public enum PixelLayout: Sendable, Hashable {
    /// Three planes: luma, then blue and red chroma at half width and height.
    case i420
    /// Two planes: luma, then blue and red chroma samples side by side at half height.
    case nv12
}

/// One picture from a camera, on its way to encoders.
///
/// A frame is a value: copies share one pixel buffer, and writing through ``withMutablePlanes(_:)`` copies the buffer first when
/// somebody else still looks at it. The buffer goes back to where it came from (a pool, a kernel driver) when the last copy is gone.
public struct Frame: Sendable {
    /// Width and height in pixels; both even.
    public var size: PictureSize { buffer.size }
    /// How the pixels lie in memory.
    public var layout: PixelLayout { buffer.layout }
    /// When the sensor took the picture.
    public let captured: MonotonicInstant
    /// Counts the frames of a source from 0; a gap means that the source lost frames.
    public let number: UInt64

    private var buffer: FrameBuffer

    /// A frame around a buffer that was filled already.
    ///
    /// - Parameters:
    ///   - buffer: the pixels; nobody may write to them any more except through a frame.
    ///   - captured: when the sensor took the picture.
    ///   - number: the source's running number.
    public init(_ buffer: FrameBuffer, captured: MonotonicInstant, number: UInt64) {
        self.buffer = buffer
        self.captured = captured
        self.number = number
    }

    /// The same moment in another buffer, for stages that make a new picture (a scaler).
    public func replacing(_ buffer: FrameBuffer) -> Frame {
        Frame(buffer, captured: captured, number: number)
    }

    /// The same pixels as if they had been taken at another moment, for sources that repeat a picture.
    public func retaken(at moment: MonotonicInstant) -> Frame {
        Frame(buffer, captured: moment, number: number)
    }

    /// Lends the planes for reading; the pointers are valid inside `body` only.
    public func withPlanes<Result, Failure: Error>(
        _ body: ([Plane]) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        defer { extendLifetime(buffer) }
        return try body(buffer.planes)
    }

    /// Makes the pixels this frame's own, so that they can be written to: they are copied into a buffer of the pool if another frame
    /// shares them.
    public mutating func makeOwn(from pool: FramePool) {
        guard !buffer.isWritable || !isKnownUniquelyReferenced(&buffer) else { return }
        let own = pool.buffer(size: size, layout: layout)
        buffer.copy(into: own)
        buffer = own
    }

    /// Lends the planes for writing; the pixels are copied first if another frame shares them.
    public mutating func withMutablePlanes<Result, Failure: Error>(
        _ body: ([Plane]) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        if !buffer.isWritable || !isKnownUniquelyReferenced(&buffer) {
            let own = FrameBuffer(size: size, layout: layout)
            buffer.copy(into: own)
            buffer = own
        }
        defer { extendLifetime(buffer) }
        return try body(buffer.planes)
    }
}

/// One plane of a picture: rows of samples, `stride` bytes apart.
public struct Plane {
    /// The first sample of the first row.
    public let base: UnsafeMutablePointer<UInt8>
    /// Bytes from a row to the next.
    public let stride: Int
    /// Bytes of samples in a row (for the interleaved chroma of NV12, both colours).
    public let width: Int
    /// Rows.
    public let height: Int

    /// Describes memory that somebody else owns.
    public init(base: UnsafeMutablePointer<UInt8>, stride: Int, width: Int, height: Int) {
        self.base = base
        self.stride = stride
        self.width = width
        self.height = height
    }

    /// Row `y` as a buffer of `width` samples.
    public func row(_ y: Int) -> UnsafeMutableBufferPointer<UInt8> {
        UnsafeMutableBufferPointer(start: base + y * stride, count: width)
    }
}

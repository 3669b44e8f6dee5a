/// The memory of a picture, and who gets it back.
///
/// `@unchecked Sendable`: the pixels are written by the one who made the buffer before a ``Frame`` is made of it, and afterwards
/// only by a frame that holds it alone.
public final class FrameBuffer: @unchecked Sendable {
    /// Width and height in pixels.
    public let size: PictureSize
    /// How the pixels lie.
    public let layout: PixelLayout
    /// The planes, in the order of the layout. The pointers live as long as this object.
    public let planes: [Plane]
    /// Whether stages may write into this memory (a buffer that a kernel driver lends is read only).
    public let isWritable: Bool

    private let release: @Sendable () -> Void

    /// A buffer over memory that somebody else owns.
    ///
    /// - Parameters:
    ///   - size: pixels across and down.
    ///   - layout: how they lie.
    ///   - planes: where they lie.
    ///   - isWritable: whether a frame that is the buffer's only holder may draw into it.
    ///   - release: called once, when nobody needs the pixels any more, on any thread.
    public init(
        size: PictureSize, layout: PixelLayout, planes: [Plane], isWritable: Bool,
        release: @escaping @Sendable () -> Void
    ) {
        self.size = size
        self.layout = layout
        self.planes = planes
        self.isWritable = isWritable
        self.release = release
    }

    /// A buffer with memory of its own; the contents are undefined.
    public convenience init(size: PictureSize, layout: PixelLayout = .i420) {
        let memory = PixelMemory(bytes: FrameBuffer.bytes(of: size))
        self.init(size: size, layout: layout, memory: memory) { extendLifetime(memory) }
    }

    convenience init(
        size: PictureSize, layout: PixelLayout, memory: PixelMemory, release: @escaping @Sendable () -> Void
    ) {
        let chroma = PictureSize(width: (size.width + 1) / 2, height: (size.height + 1) / 2)
        let luma = Plane(base: memory.base, stride: size.width, width: size.width, height: size.height)
        let first = memory.base + size.area
        let planes: [Plane] =
            switch layout {
            case .i420:
                [
                    luma,
                    Plane(base: first, stride: chroma.width, width: chroma.width, height: chroma.height),
                    Plane(
                        base: first + chroma.area, stride: chroma.width, width: chroma.width, height: chroma.height),
                ]
            case .nv12:
                [
                    luma,
                    Plane(
                        base: first, stride: chroma.width * 2, width: chroma.width * 2, height: chroma.height),
                ]
            }
        self.init(size: size, layout: layout, planes: planes, isWritable: true, release: release)
    }

    /// All samples as one block, plane after plane without gaps, or nil where they do not lie so.
    public var block: UnsafeMutableRawBufferPointer? {
        guard let first = planes.first else { return nil }
        var end = first.base
        for plane in planes {
            guard plane.base == end, plane.stride == plane.width else { return nil }
            end += plane.width * plane.height
        }
        return UnsafeMutableRawBufferPointer(start: first.base, count: end - first.base)
    }

    deinit {
        release()
    }

    /// Copies the pixels into a buffer of the same size and layout.
    func copy(into target: FrameBuffer) {
        if let block, let whole = target.block, block.count == whole.count {
            whole.copyMemory(from: UnsafeRawBufferPointer(block))
            return
        }
        for (from, to) in zip(planes, target.planes) {
            for y in 0..<min(from.height, to.height) {
                (to.base + y * to.stride).update(from: from.base + y * from.stride, count: min(from.width, to.width))
            }
        }
    }

    static func bytes(of size: PictureSize) -> Int {
        let chroma = ((size.width + 1) / 2) * ((size.height + 1) / 2)
        return size.area + 2 * chroma
    }
}

/// A block of memory for pixels, aligned for vector instructions, freed with the object.
final class PixelMemory: @unchecked Sendable {
    let base: UnsafeMutablePointer<UInt8>
    let bytes: Int

    init(bytes: Int) {
        self.bytes = bytes
        let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
        base = raw.bindMemory(to: UInt8.self, capacity: bytes)
    }

    deinit {
        UnsafeMutableRawPointer(base).deallocate()
    }
}

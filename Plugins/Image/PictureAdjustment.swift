import BoardDevices
import MediaCore

/// Picture adjustments in software: a straight line each for luma and chroma, and one small filter pass for sharpness.
///
/// All of it is reckoned in whole numbers of 16 bits (32 for the filter), which the compiler turns into vector instructions; a
/// table would look up one sample after the other.
struct PictureAdjustment: Sendable {
    private let luma: Line?
    private let chroma: Line?
    private let sharpness: Int32

    /// What the settings ask for beyond what the sensor does itself; nil if that is nothing.
    init?(_ settings: ImageSettings, except sensor: Set<ImageControl>) {
        func value(_ control: ImageControl) -> Int { sensor.contains(control) ? 128 : settings[control] }
        let (brightness, contrast) = (value(.brightness), value(.contrast))
        // Contrast turns around mid-grey, brightness moves up to half the scale; black is 16 and white 235 in camera pictures.
        luma =
            brightness == 128 && contrast == 128 ? nil : Line(gain: contrast, around: 126, moved: brightness - 128)
        let saturation = value(.saturation)
        chroma = saturation == 128 ? nil : Line(gain: saturation, around: 128, moved: 0)
        sharpness = Int32(clamping: value(.sharpness) - 128)
        if luma == nil && chroma == nil && sharpness == 0 { return nil }
    }

    /// Changes the picture.
    func apply(to frame: inout Frame) {
        frame.withMutablePlanes { planes in
            guard let first = planes.first else { return }
            if sharpness != 0 { sharpen(first) }
            luma?.apply(to: first)
            // In both layouts all planes after the first hold chroma, whatever its order.
            for plane in planes.dropFirst() { chroma?.apply(to: plane) }
        }
    }

    /// Adds (or, below neutral, takes away) the difference between a pixel and its four neighbours' mean. Two rows of originals are
    /// kept, so the pass works in place.
    private func sharpen(_ plane: Plane) {
        guard plane.height > 2, plane.width > 2 else { return }
        let width = plane.width
        var above = Array(UnsafeBufferPointer(start: plane.base, count: width))
        var own = above
        for y in 1..<plane.height - 1 {
            let row = plane.base + y * plane.stride
            own.withUnsafeMutableBufferPointer { $0.baseAddress?.update(from: row, count: width) }
            above.withUnsafeBufferPointer { above in
                own.withUnsafeBufferPointer { own in
                    guard let above = above.baseAddress, let own = own.baseAddress else { return }
                    sharpen(row + 1, own: own + 1, above: above + 1, below: row + plane.stride + 1, count: width - 2)
                }
            }
            swap(&above, &own)
        }
    }

    @inline(__always)
    private func sharpen(
        _ target: UnsafeMutablePointer<UInt8>, own: UnsafePointer<UInt8>, above: UnsafePointer<UInt8>,
        below: UnsafePointer<UInt8>, count: Int
    ) {
        let strength = sharpness
        for x in 0..<count {
            let around = Int32(above[x]) &+ Int32(below[x]) &+ Int32(own[x &- 1]) &+ Int32(own[x &+ 1])
            let edge = 4 &* Int32(own[x]) &- around
            let level = Int32(own[x]) &+ (edge &* strength) / 512
            target[x] = UInt8(truncatingIfNeeded: max(0, min(255, level)))
        }
    }
}

/// A straight line that maps levels to levels, cut off at 0 and 255.
private struct Line: Sendable {
    private let factor: Int16
    private let shift: Int16
    private let center: Int16
    private let base: Int16

    /// - Parameters:
    ///   - gain: the slope: 0 gives 0, 128 gives 1, 255 gives nearly 3.
    ///   - center: the level that the line turns around.
    ///   - offset: levels that it is moved up.
    init(gain: Int, around center: Int16, moved offset: Int) {
        // Both forms are exact, and a level's distance from the centre times the factor fits into 16 bits.
        (factor, shift) = gain <= 128 ? (Int16(clamping: gain), 7) : (Int16(clamping: gain - 64), 6)
        self.center = center
        base = center + Int16(clamping: offset)
    }

    func apply(to plane: Plane) {
        for y in 0..<plane.height { apply(to: plane.base + y * plane.stride, count: plane.width) }
    }

    @inline(__always)
    private func apply(to row: UnsafeMutablePointer<UInt8>, count: Int) {
        let (factor, shift, center, base) = (factor, shift, center, base)
        let half = Int16(1) &<< (shift &- 1)
        for x in 0..<count {
            let turned = ((Int16(row[x]) &- center) &* factor &+ half) &>> shift
            row[x] = UInt8(truncatingIfNeeded: max(0, min(255, turned &+ base)))
        }
    }
}

import BoardDevices
import MediaCore

/// Picture adjustments in software: a table each for luma and chroma, and one small filter pass for sharpness.
struct PictureAdjustment: Sendable {
    private let luma: [UInt8]?
    private let chroma: [UInt8]?
    private let sharpness: Int

    /// What the settings ask for beyond what the sensor does itself; nil if that is nothing.
    init?(_ settings: ImageSettings, except sensor: Set<ImageControl>) {
        func value(_ control: ImageControl) -> Int { sensor.contains(control) ? 128 : settings[control] }
        let (brightness, contrast) = (value(.brightness), value(.contrast))
        luma =
            brightness == 128 && contrast == 128
            ? nil : PictureAdjustment.lumaTable(brightness: brightness, contrast: contrast)
        let saturation = value(.saturation)
        chroma = saturation == 128 ? nil : PictureAdjustment.chromaTable(saturation: saturation)
        sharpness = value(.sharpness) - 128
        if luma == nil && chroma == nil && sharpness == 0 { return nil }
    }

    /// Changes the picture.
    func apply(to frame: inout Frame) {
        frame.withMutablePlanes { planes in
            guard let first = planes.first else { return }
            if sharpness != 0 { sharpen(first) }
            if let luma { map(first, luma) }
            // In both layouts all planes after the first hold chroma, whatever its order.
            if let chroma { for plane in planes.dropFirst() { map(plane, chroma) } }
        }
    }

    /// Contrast turns around mid-grey, brightness moves up to half the scale; black is 16 and white 235 in camera pictures.
    private static func lumaTable(brightness: Int, contrast: Int) -> [UInt8] {
        let gain = gain(contrast)
        return (0..<256).map { level in
            let turned = (Double(level) - 126) * gain + 126
            return UInt8(clamping: Int((turned + Double(brightness - 128)).rounded()))
        }
    }

    private static func chromaTable(saturation: Int) -> [UInt8] {
        let gain = gain(saturation)
        return (0..<256).map { UInt8(clamping: Int(((Double($0) - 128) * gain + 128).rounded())) }
    }

    /// 0 gives 0, 128 gives 1, 255 gives nearly 3.
    private static func gain(_ value: Int) -> Double {
        value <= 128 ? Double(value) / 128 : 1 + Double(value - 128) / 64
    }

    private func map(_ plane: Plane, _ table: [UInt8]) {
        table.withUnsafeBufferPointer { table in
            guard let table = table.baseAddress else { return }
            for y in 0..<plane.height {
                let row = plane.base + y * plane.stride
                for x in 0..<plane.width { row[x] = table[Int(row[x])] }
            }
        }
    }

    /// Adds (or, below neutral, takes away) the difference between a pixel and its four neighbours' mean. Two rows of originals are
    /// kept, so the pass works in place.
    private func sharpen(_ plane: Plane) {
        guard plane.height > 2, plane.width > 2 else { return }
        let width = plane.width
        var above = Array(UnsafeBufferPointer(start: plane.base, count: width))
        var own = above
        let strength = sharpness
        for y in 1..<plane.height - 1 {
            let row = plane.base + y * plane.stride
            let below = row + plane.stride
            own.withUnsafeMutableBufferPointer { $0.baseAddress?.update(from: row, count: width) }
            above.withUnsafeBufferPointer { above in
                own.withUnsafeBufferPointer { own in
                    guard let above = above.baseAddress, let own = own.baseAddress else { return }
                    for x in 1..<width - 1 {
                        let sum = Int(above[x]) &+ Int(below[x]) &+ Int(own[x &- 1]) &+ Int(own[x &+ 1])
                        let edge = 4 &* Int(own[x]) &- sum
                        row[x] = UInt8(clamping: Int(own[x]) &+ (edge &* strength) / 512)
                    }
                }
            }
            swap(&above, &own)
        }
    }
}

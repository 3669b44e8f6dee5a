import BoardDevices
import MediaCore

extension Strip {
    /// Draws a line with its ground.
    init(_ image: TextImage, look: Look, layout: PixelLayout) {
        let padding = look.padding
        let size = PictureSize(
            width: (image.size.width + 2 * padding.across + 1) & ~1, height: (image.size.height + 2 * padding.down + 1) & ~1)
        var layer = Layer(size)
        if look.isBoxed {
            layer.fill(look.ground)
        } else {
            layer.cover(
                Outline.around(image, edge: look.edge, padding: padding, size: size), look.ground)
        }
        layer.cover(image, look.ink, x: padding.across, y: padding.down)
        self.init(size: size, planes: layer.planes(layout))
    }
}

/// Colours that are laid over one another, with how much they cover; in video levels, multiplied by that.
private struct Layer {
    private struct Sample {
        var cover: UInt16 = 0
        var luma: UInt16 = 0
        var blue: UInt16 = 0
        var red: UInt16 = 0

        /// Lays a colour over this one.
        mutating func put(_ top: Sample) {
            let rest = 255 - min(top.cover, 255)
            guard cover > 0, rest > 0 else {
                self = top
                return
            }
            func over(_ top: UInt16, _ bottom: UInt16) -> UInt16 { min(255, top + (bottom * rest + 127) / 255) }
            self = Sample(
                cover: over(top.cover, cover), luma: over(top.luma, luma), blue: over(top.blue, blue),
                red: over(top.red, red))
        }

        init() {}

        init(cover: UInt16, luma: UInt16, blue: UInt16, red: UInt16) {
            self.cover = cover
            self.luma = luma
            self.blue = blue
            self.red = red
        }

        init(_ ink: Ink, cover: UInt8) {
            let cover = UInt16(cover)
            func part(_ level: UInt8) -> UInt16 { (UInt16(level) * cover + 127) / 255 }
            self.init(cover: cover, luma: part(ink.luma), blue: part(ink.blue), red: part(ink.red))
        }

        /// Red, green and blue, multiplied by what they cover, in the levels of BT.601.
        init(red: UInt8, green: UInt8, blue: UInt8, cover: UInt8) {
            let (red, green, blue, cover) = (Int(red), Int(green), Int(blue), Int(cover))
            func level(_ sum: Int, _ zero: Int) -> UInt16 { UInt16(clamping: ((sum + 128) >> 8) + zero * cover / 255) }
            self.init(
                cover: UInt16(cover), luma: level(66 * red + 129 * green + 25 * blue, 16),
                blue: level(-38 * red - 74 * green + 112 * blue, 128), red: level(112 * red - 94 * green - 18 * blue, 128))
        }
    }

    private let size: PictureSize
    private var samples: [Sample]

    init(_ size: PictureSize) {
        self.size = size
        samples = [Sample](repeating: Sample(), count: size.area)
    }

    mutating func fill(_ ink: Ink) {
        for place in samples.indices { samples[place] = Sample(ink, cover: 255) }
    }

    /// Lays an ink over everything, as much of it as the mask says.
    mutating func cover(_ mask: [UInt8], _ ink: Ink) {
        for (place, cover) in mask.enumerated() where cover > 0 { samples[place].put(Sample(ink, cover: cover)) }
    }

    /// Lays letters over what is there, in an ink or in colours of their own.
    mutating func cover(_ image: TextImage, _ ink: Ink, x: Int, y: Int) {
        for row in 0..<image.size.height {
            for column in 0..<image.size.width {
                let own = row * image.size.width + column
                let place = (row + y) * size.width + column + x
                if image.coverage[own] > 0 { samples[place].put(Sample(ink, cover: image.coverage[own])) }
                guard let colors = image.colors, colors[4 * own + 3] > 0 else { continue }
                samples[place].put(
                    Sample(
                        red: colors[4 * own], green: colors[4 * own + 1], blue: colors[4 * own + 2], cover: colors[4 * own + 3])
                )
            }
        }
    }

    func planes(_ layout: PixelLayout) -> [StripPlane] {
        let luma = Layer.plane(samples.map { ($0.cover, $0.luma) }, width: size.width, height: size.height)
        let (width, height) = (size.width / 2, size.height / 2)
        let colors = halved
        switch layout {
        case .i420:
            return [
                luma, Layer.plane(colors.map { ($0.cover, $0.blue) }, width: width, height: height),
                Layer.plane(colors.map { ($0.cover, $0.red) }, width: width, height: height),
            ]
        case .nv12:
            let both = colors.flatMap { [($0.cover, $0.blue), ($0.cover, $0.red)] }
            return [luma, Layer.plane(both, width: 2 * width, height: height)]
        }
    }

    /// The means of two by two samples each.
    private var halved: [Sample] {
        var means: [Sample] = []
        means.reserveCapacity(size.area / 4)
        for y in 0..<size.height / 2 {
            for x in 0..<size.width / 2 {
                let first = 2 * (y * size.width + x)
                let (a, b) = (samples[first], samples[first + 1])
                let (c, d) = (samples[first + size.width], samples[first + size.width + 1])
                means.append(
                    Sample(
                        cover: (a.cover + b.cover + c.cover + d.cover + 2) / 4, luma: 0,
                        blue: (a.blue + b.blue + c.blue + d.blue + 2) / 4, red: (a.red + b.red + c.red + d.red + 2) / 4))
            }
        }
        return means
    }

    private static func plane(_ samples: [(cover: UInt16, level: UInt16)], width: Int, height: Int) -> StripPlane {
        let remaining = samples.map { 256 - ($0.cover * 256 + 127) / 255 }
        let ink = zip(samples, remaining).map { sample, rest in
            // The brightest picture must not make a sample overflow.
            UInt8(clamping: min(sample.level, 255 - (255 * rest) >> 8))
        }
        return StripPlane(width: width, height: height, remaining: remaining, ink: ink)
    }
}

public import MediaCore

/// Pictures for tests.
public enum TestFrames {
    /// One colour.
    public static func flat(
        _ size: PictureSize, luma: UInt8, blue: UInt8 = 128, red: UInt8 = 128, layout: PixelLayout = .i420
    ) -> Frame {
        let buffer = FrameBuffer(size: size, layout: layout)
        Canvas(buffer.planes).fill(
            x: 0, y: 0, width: size.width, height: size.height, Ink(luma: luma, blue: blue, red: red))
        return Frame(buffer, captured: MonotonicInstant(nanoseconds: 0), number: 0)
    }

    /// Picture `index` of a scene in which much moves: slanted stripes, and coloured boxes that cross it.
    public static func moving(
        _ size: PictureSize, index: Int, rate: Int = 25, layout: PixelLayout = .i420
    ) -> Frame {
        let buffer = FrameBuffer(size: size, layout: layout)
        let canvas = Canvas(buffer.planes)
        canvas.fill(x: 0, y: 0, width: size.width, height: size.height, Ink(luma: 120, blue: 118, red: 138))
        for y in 0..<size.height {
            let row = buffer.planes[0].row(y)
            for x in row.indices { row[x] = UInt8(truncatingIfNeeded: 60 + (x * 5 + y * 3 + index * 7) % 120) }
        }
        for box in 0..<6 {
            let side = max(8, size.height / 5)
            let x = (index * (3 + 2 * box) + box * size.width / 6) % (size.width + side) - side
            canvas.fill(
                x: x, y: box * size.height / 6, width: side, height: side,
                Ink(luma: UInt8(60 + 25 * box), blue: UInt8(40 + 30 * box), red: UInt8(210 - 30 * box)))
        }
        let captured = MonotonicInstant(nanoseconds: 0) + FrameRate(rate).time(ofFrame: Int64(index))
        return Frame(buffer, captured: captured, number: UInt64(index))
    }

    /// How alike the luma of two pictures of one size is, in dB: 30 is fair, 40 hardly to be told apart.
    public static func psnr(_ left: Frame, _ right: Frame) -> Double {
        guard left.size == right.size else { return 0 }
        let sum = left.withPlanes { left in
            right.withPlanes { right in
                (0..<left[0].height).reduce(0) { sum, y in
                    zip(left[0].row(y), right[0].row(y)).reduce(sum) { sum, pair in
                        let difference = Int(pair.0) - Int(pair.1)
                        return sum + difference * difference
                    }
                }
            }
        }
        return sum == 0 ? .infinity : 10 * decimalLogarithm(255 * 255 * Double(left.size.area) / Double(sum))
    }

    /// The average of each colour plane inside a rectangle (luma coordinates) of an I420 picture: luma, blue, red.
    public static func average(_ frame: Frame, x: Range<Int>, y: Range<Int>) -> [Int] {
        frame.withPlanes { planes in
            planes.enumerated().map { index, plane in
                let part = index == 0 ? 1 : 2
                var sum = 0
                var count = 0
                for row in (y.lowerBound / part)..<max(y.lowerBound / part + 1, y.upperBound / part) where row < plane.height {
                    for value in plane.row(row)[(x.lowerBound / part)..<min(plane.width, x.upperBound / part)] {
                        sum += Int(value)
                        count += 1
                    }
                }
                return count == 0 ? 0 : (sum + count / 2) / count
            }
        }
    }

    // Enough for tests, and without the C library: log10 by halving.
    private static func decimalLogarithm(_ value: Double) -> Double {
        var mantissa = value
        var power = 0.0
        while mantissa >= 2 {
            mantissa /= 2
            power += 1
        }
        while mantissa < 1 {
            mantissa *= 2
            power -= 1
        }
        var step = 0.5
        var logarithm = power
        for _ in 0..<40 {
            mantissa *= mantissa
            if mantissa >= 2 {
                mantissa /= 2
                logarithm += step
            }
            step /= 2
        }
        return logarithm * 0.301029995663981
    }
}

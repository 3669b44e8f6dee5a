public import MediaCore

/// A scene that is as hard on a rate control as a real one: texture with the grain of a sensor, pans of changing speed, and
/// cuts.
///
/// Every picture is put together from rows of textures made once, so that even an unoptimized test makes it quickly; it is the
/// same each time.
public struct GrainyScene: Sendable {
    private static let side = 512
    private static let grains = 4

    /// The textures: each scene in several grains, bytes of `side` squared one after the other.
    private let textures: [[[UInt8]]]
    private let size: PictureSize

    /// A scene for pictures of a size; at most 1024 pixels across.
    public init(_ size: PictureSize) {
        self.size = size
        var dice = Dice(state: 0x2545_F491)
        textures = [5, 40].map { contrast in
            let plain = GrainyScene.texture(contrast: contrast, &dice)
            return (0..<GrainyScene.grains).map { _ in
                plain.map { UInt8(clamping: Int($0) + Int(dice.next() & 7) - 3) }
            }
        }
    }

    /// Picture `index` at a rate of `rate` a second.
    public func picture(_ index: Int, rate: Int = 25) -> Frame {
        let buffer = FrameBuffer(size: size)
        // A cut every seven seconds, to the other texture; the pan is quick in the second half of a scene.
        let (cut, within) = (index * 2).quotientAndRemainder(dividingBy: rate * 14)
        let scene = textures[cut % textures.count]
        let half = rate * 7
        let travel = within < half ? within / 2 : half / 2 + (within - half) * 3
        for plane in buffer.planes {
            for y in 0..<plane.height {
                let grain = scene[(index &* 31 &+ y &* 17 &+ (index &* y) / 7) & (GrainyScene.grains - 1)]
                GrainyScene.copy(grain, x: travel + cut * 97, y: y + travel / 2 + cut * 61, into: plane.row(y))
            }
        }
        let captured = MonotonicInstant(nanoseconds: 0) + FrameRate(rate).time(ofFrame: Int64(index))
        return Frame(buffer, captured: captured, number: UInt64(index))
    }

    private static func copy(_ texture: [UInt8], x: Int, y: Int, into row: UnsafeMutableBufferPointer<UInt8>) {
        texture.withUnsafeBufferPointer { texture in
            var filled = 0
            var from = x % side
            while filled < row.count {
                let part = min(side - from, row.count - filled)
                let source = UnsafeBufferPointer(rebasing: texture[(y % side * side + from)..<(y % side * side + from + part)])
                _ = UnsafeMutableBufferPointer(rebasing: row[filled..<filled + part]).update(fromContentsOf: source)
                filled += part
                from = 0
            }
        }
    }

    /// Patches of random brightness in three sizes, one upon the other.
    private static func texture(contrast: Int, _ dice: inout Dice) -> [UInt8] {
        let patches = [64, 16, 4].map { patch in
            (patch: patch, levels: (0..<(side / patch * side / patch)).map { _ in Int(dice.next() & 255) - 128 })
        }
        var texture: [UInt8] = []
        texture.reserveCapacity(side * side)
        for y in 0..<side {
            for x in 0..<side {
                let sum = patches.reduce(0) { $0 + $1.levels[y / $1.patch * (side / $1.patch) + x / $1.patch] }
                texture.append(UInt8(clamping: 128 + sum * contrast / 128))
            }
        }
        return texture
    }

    /// Numbers that look random and are the same each time (xorshift).
    private struct Dice {
        var state: UInt32

        mutating func next() -> UInt32 {
            state ^= state << 13
            state ^= state >> 17
            state ^= state << 5
            return state >> 8
        }
    }
}

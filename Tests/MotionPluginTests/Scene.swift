import GatewayCore
import GatewayTesting
import MediaCore
import Synchronization

/// A scene in front of a painted camera, filmed at a steady pace, and what the camera says about it.
final class Scene {
    /// What the camera said, with the time since the scene began.
    struct Word: Equatable, CustomStringConvertible {
        let seconds: Double
        let event: CameraEvent

        var description: String { "\(seconds): \(event)" }
    }

    /// The brightness of everything that is not painted otherwise.
    var light: UInt8 = 120
    /// Levels of noise, at random around the light; always the same for the same run.
    var noise = 0
    /// A bright or dark square: left and top edge and side, in parts of the picture's width and height.
    var square: (x: Double, y: Double, side: Double, light: UInt8)?
    /// Pixels of the picture.
    var size = PictureSize(width: 320, height: 240)
    /// Frames a second.
    var rate = 25.0

    private let rig: MotionRig
    private let heard = Heard()
    private let subscription: Subscription
    private var time = 0.0
    private var number: UInt64 = 0
    private var random: UInt64 = 88_172_645_463_325_252

    init(_ rig: MotionRig) {
        self.rig = rig
        let heard = heard
        subscription = rig.gateway.events.subscribe { event in
            if case .headMoving = event { return }
            heard.events.withLock { $0.append(event) }
        }
    }

    /// Films for some seconds; `change` prepares each picture, given the time since the film began.
    ///
    /// - Returns: what the camera said meanwhile.
    @discardableResult
    func film(_ seconds: Double, _ change: (Scene, Double) -> Void = { _, _ in }) -> [Word] {
        var words: [Word] = []
        let begin = time
        while time < begin + seconds - 1e-6 {
            change(self, time - begin)
            rig.camera.frames.publish(picture())
            let said = heard.events.withLock { heard in
                defer { heard = [] }
                return heard
            }
            words += said.map { Word(seconds: ((time - begin) * 100).rounded() / 100, event: $0) }
            time += 1 / rate
            rig.clock.advance(by: .nanoseconds(Int64(1_000_000_000 / rate)))
        }
        return words
    }

    /// Lets the clock go on without pictures.
    func pause(_ seconds: Double) {
        time += seconds
        rig.clock.advance(by: .milliseconds(Int64(seconds * 1_000)))
    }

    private func picture() -> Frame {
        let buffer = FrameBuffer(size: size)
        let luma = buffer.planes[0]
        for y in 0..<size.height {
            let row = luma.row(y)
            row.update(repeating: light)
            if noise > 0 { for x in 0..<size.width { row[x] = noisy(light) } }
        }
        if let square {
            let left = Int(square.x * Double(size.width))
            let top = Int(square.y * Double(size.height))
            let right = left + Int(square.side * Double(size.width))
            let bottom = top + Int(square.side * Double(size.height))
            for y in max(0, top)..<min(size.height, max(0, bottom)) {
                let row = luma.row(y)
                row[max(0, left)..<min(size.width, max(0, right))].update(repeating: square.light)
            }
        }
        number += 1
        return Frame(buffer, captured: rig.clock.now, number: number)
    }

    private func noisy(_ level: UInt8) -> UInt8 {
        random ^= random << 13
        random ^= random >> 7
        random ^= random << 17
        let deviation = Int(random % UInt64(2 * noise + 1)) - noise
        return UInt8(clamping: Int(level) + deviation)
    }
}

/// What came since it was last asked.
private final class Heard: Sendable {
    let events = Mutex<[CameraEvent]>([])
}

/// Whether the words are one alarm that began.
func isStart(_ words: [Scene.Word]) -> Bool {
    guard words.count == 1, case .motionStarted = words[0].event else { return false }
    return true
}

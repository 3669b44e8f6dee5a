import BoardDevices
import MediaCore

/// The moving test picture at the wished size and rate.
final class TestPictureReel: Reel {
    private let size: PictureSize
    private let rate: FrameRate

    init(_ wish: CaptureWish, maximumSize: PictureSize?, maximumRate: Int?) {
        var size = wish.size
        if let maximumSize, size.width > maximumSize.width || size.height > maximumSize.height { size = maximumSize }
        self.size = PictureSize(width: TestPictureReel.side(size.width), height: TestPictureReel.side(size.height))
        rate = FrameRate(min(max(wish.rate, 1), maximumRate ?? 240))
    }

    func run(_ delivery: Delivery) {
        let pool = FramePool()
        let picture = TestPicture(size: size, rate: rate)
        var timeline = Timeline(from: delivery.clock.now, rate: rate)
        var number: UInt64 = 0
        while true {
            let moment = timeline.next(now: delivery.clock.now)
            guard delivery.metronome.wait(until: moment) else { return }
            let buffer = pool.buffer(size: size)
            picture.draw(
                number, into: buffer, clockText: WallClock.text(millisecondsSince1970: WallClock.millisecondsSince1970))
            delivery.deliver(Frame(consume buffer, captured: moment, number: number))
            number += 1
        }
    }

    private static func side(_ wished: Int) -> Int {
        min(max(wished, 16), 8192) & ~1
    }
}

import BoardDevices
import MediaCore

/// Something that a camera says it can give: a format, sizes and frame rates that go together.
struct CaptureOffer: Sendable, Hashable {
    /// The sizes of an offer.
    enum Sizes: Sendable, Hashable {
        /// This size.
        case only(PictureSize)
        /// Every size between two, in steps.
        case between(smallest: PictureSize, largest: PictureSize, step: PictureSize)
    }

    /// The pixel format.
    let format: PixelFormat
    /// The format's code in V4L2.
    let code: UInt32
    /// The sizes.
    let sizes: Sizes
    /// The frame rates at these sizes; empty where the camera does not tell.
    let rates: [FrameRate]

    /// The largest size.
    var largest: PictureSize {
        switch sizes {
        case .only(let size): size
        case .between(_, let largest, _): largest
        }
    }

    /// The fastest rate, if the camera tells.
    var fastest: FrameRate? { rates.max { $0.perSecond < $1.perSecond } }

    /// The size of this offer that suits a wish best: the nearest that is not smaller, else the largest.
    func size(for wish: PictureSize) -> PictureSize {
        switch sizes {
        case .only(let size): size
        case .between(let smallest, let largest, let step):
            PictureSize(
                width: CaptureOffer.side(wish.width, smallest.width, largest.width, step.width),
                height: CaptureOffer.side(wish.height, smallest.height, largest.height, step.height))
        }
    }

    /// The slowest rate of this offer that suffices for a wish, else the fastest; nil where the camera does not tell.
    func rate(for wish: Int) -> FrameRate? {
        let enough = rates.filter { $0.perSecond >= Double(wish) }
        return enough.min { $0.perSecond < $1.perSecond } ?? fastest
    }

    private static func side(_ wish: Int, _ smallest: Int, _ largest: Int, _ step: Int) -> Int {
        // Pictures have even sides, whatever the steps are.
        let step = step % 2 == 0 ? max(step, 2) : max(step, 1) * 2
        guard wish > smallest else { return smallest }
        let steps = (wish - smallest + step - 1) / step
        let side = smallest + steps * step
        return side <= largest ? side : smallest + (largest - smallest) / step * step
    }
}

/// What a camera is asked for.
struct CaptureChoice: Sendable, Hashable {
    /// What of.
    let offer: CaptureOffer
    /// Pixels across and down.
    let size: PictureSize
    /// Frames a second, if the camera tells which it has.
    let rate: FrameRate?

    /// The best that some offers have for a wish.
    ///
    /// First comes a sufficient size, then a sufficient rate, then the smallest such picture, then the earliest format.
    ///
    /// - Parameter order: formats, the best first; others are not taken.
    init?(_ wish: CaptureWish, of offers: [CaptureOffer], order: [PixelFormat] = PixelFormat.allCases) {
        let choices = offers.compactMap { offer -> (choice: CaptureChoice, flaws: [Double])? in
            guard let place = order.firstIndex(of: offer.format) else { return nil }
            let choice = CaptureChoice(offer: offer, size: offer.size(for: wish.size), rate: offer.rate(for: wish.rate))
            let missing = wish.size.area - min(choice.size.width, wish.size.width) * min(choice.size.height, wish.size.height)
            let late = choice.rate.map { max(0, Double(wish.rate) - $0.perSecond) } ?? 0
            return (choice, [Double(missing), late, Double(choice.size.area), Double(place)])
        }
        guard let best = choices.min(by: { $0.flaws.lexicographicallyPrecedes($1.flaws) }) else { return nil }
        self = best.choice
    }

    private init(offer: CaptureOffer, size: PictureSize, rate: FrameRate?) {
        self.offer = offer
        self.size = size
        self.rate = rate
    }
}

import CV4L2
import MediaCore

extension VideoNode {
    /// What the camera says it can give of some formats.
    func offers(of formats: [PixelFormat]) -> [CaptureOffer] {
        var offers: [CaptureOffer] = []
        // Drivers end their lists with an error; the bounds here are for those that do not.
        for index in 0..<UInt32(128) {
            var description = v4l2_fmtdesc()
            description.index = index
            description.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
            guard call(camgate_vidioc_enum_fmt, &description) == 0 else { break }
            let code = description.pixelformat
            guard let format = PixelFormat(code: code), formats.contains(format) else { continue }
            for sizes in sizes(code) {
                let offer = CaptureOffer(format: format, code: code, sizes: sizes, rates: [])
                offers.append(CaptureOffer(format: format, code: code, sizes: sizes, rates: rates(code, offer.largest)))
            }
        }
        return offers
    }

    /// The frame rates that the camera says it has at a size; of a continuous range, its ends and whole rates between.
    func rates(_ code: UInt32, _ size: PictureSize) -> [FrameRate] {
        var rates: [FrameRate] = []
        for index in 0..<UInt32(256) {
            var interval = v4l2_frmivalenum()
            interval.index = index
            interval.pixel_format = code
            interval.width = UInt32(clamping: size.width)
            interval.height = UInt32(clamping: size.height)
            guard call(camgate_vidioc_enum_frameintervals, &interval) == 0 else { break }
            if interval.type == V4L2_FRMIVAL_TYPE_DISCRETE.rawValue {
                rates.append(contentsOf: FrameRate(interval.discrete).map { [$0] } ?? [])
                continue
            }
            guard let fastest = FrameRate(interval.stepwise.min), let slowest = FrameRate(interval.stepwise.max) else { break }
            let low = min(240, max(1, Int(slowest.perSecond.rounded(.up))))
            let high = min(240, Int(fastest.perSecond))
            rates += [slowest, fastest] + (low <= high ? (low...high).map { FrameRate($0) } : [])
            break
        }
        return rates
    }

    private func sizes(_ code: UInt32) -> [CaptureOffer.Sizes] {
        var sizes: [CaptureOffer.Sizes] = []
        for index in 0..<UInt32(256) {
            var entry = v4l2_frmsizeenum()
            entry.index = index
            entry.pixel_format = code
            guard call(camgate_vidioc_enum_framesizes, &entry) == 0 else { break }
            if entry.type == V4L2_FRMSIZE_TYPE_DISCRETE.rawValue {
                let size = PictureSize(width: Int(entry.discrete.width), height: Int(entry.discrete.height))
                if size.isUsable { sizes.append(.only(size)) }
                continue
            }
            let range = entry.stepwise
            let step = PictureSize(width: Int(range.step_width), height: Int(range.step_height))
            let smallest = PictureSize(width: Int(range.min_width), height: Int(range.min_height))
            let largest = PictureSize(width: Int(range.max_width), height: Int(range.max_height))
            return CaptureOffer.Sizes(from: smallest, to: largest, step: step).map { [$0] } ?? []
        }
        if !sizes.isEmpty { return sizes }
        // A driver that lists no sizes still makes a possible one of any.
        let (smallest, largest) = (possible(PictureSize(width: 16, height: 16), code), possible(.most, code))
        guard let smallest, let largest else { return [] }
        return CaptureOffer.Sizes(from: smallest, to: largest, step: PictureSize(width: 2, height: 2)).map { [$0] } ?? []
    }

    private func possible(_ size: PictureSize, _ code: UInt32) -> PictureSize? {
        var format = v4l2_format.capture(size, code)
        guard call(camgate_vidioc_try_fmt, &format) == 0 else { return nil }
        return PictureSize(width: Int(format.fmt.pix.width), height: Int(format.fmt.pix.height))
    }
}

extension v4l2_format {
    /// A request for progressive pictures of a size.
    static func capture(_ size: PictureSize, _ code: UInt32) -> v4l2_format {
        var format = v4l2_format()
        format.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        format.fmt.pix.width = UInt32(clamping: size.width)
        format.fmt.pix.height = UInt32(clamping: size.height)
        format.fmt.pix.pixelformat = code
        format.fmt.pix.field = V4L2_FIELD_NONE.rawValue
        return format
    }
}

extension CaptureOffer.Sizes {
    /// The sizes from one to another that pictures can have; nil if there are none.
    init?(from smallest: PictureSize, to largest: PictureSize, step: PictureSize) {
        let smallest = PictureSize(
            width: max(16, smallest.width + smallest.width % 2), height: max(16, smallest.height + smallest.height % 2))
        let largest = PictureSize(
            width: min(PictureSize.most.width, largest.width & ~1), height: min(PictureSize.most.height, largest.height & ~1))
        guard smallest.width <= largest.width, smallest.height <= largest.height else { return nil }
        self = smallest == largest ? .only(largest) : .between(smallest: smallest, largest: largest, step: step)
    }
}

extension PictureSize {
    /// The largest picture that the gateway handles.
    static let most = PictureSize(width: 8192, height: 8192)

    /// Whether the gateway handles pictures of this size.
    var isUsable: Bool {
        (16...PictureSize.most.width).contains(width) && (16...PictureSize.most.height).contains(height)
            && width % 2 == 0 && height % 2 == 0
    }
}

extension FrameRate {
    /// The rate of a frame interval; nil where that is none.
    init?(_ interval: v4l2_fract) {
        guard interval.numerator > 0, interval.denominator > 0 else { return nil }
        self.init(Int(interval.denominator), Int(interval.numerator))
    }
}

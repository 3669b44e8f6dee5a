public import BoardDevices
public import MediaCore

/// What every camera must keep; throws ``ConformanceFailure`` with the first broken promise.
public enum FrameSourceConformance {
    /// Runs the whole suite on a source that runs on its own clock; takes about a second.
    ///
    /// - Parameter clock: the clock of the source's capture times.
    public static func check(
        _ source: any FrameSource, wish: CaptureWish, clock: any MonotonicClock = SystemMonotonicClock()
    ) throws {
        source.stop()
        let first = FrameCollector(capacity: 8)
        try source.start(wish, deliver: first.take)
        try checkPictures(try first.next(5), source, clock)

        let second = FrameCollector(capacity: 8)
        try source.start(wish, deliver: second.take)
        let countAfterReplacement = first.count
        try checkPictures(try second.next(5), source, clock)
        try promise(first.count == countAfterReplacement, "a replaced delivery must get no more pictures")

        source.stop()
        source.stop()
        let countAfterStop = second.count
        let third = FrameCollector(capacity: 8)
        try source.start(wish, deliver: third.take)
        _ = try third.next(5)
        source.stop()
        try promise(second.count == countAfterStop, "a stopped delivery must get no more pictures")
    }

    private static func checkPictures(
        _ frames: [Frame], _ source: any FrameSource, _ clock: any MonotonicClock
    ) throws(ConformanceFailure) {
        let now = clock.now
        for frame in frames {
            let size = frame.size
            try promise(size.width > 0 && size.height > 0, "a picture must have a size")
            try promise(size.width % 2 == 0 && size.height % 2 == 0, "\(size): both sides must be even")
            if let maximum = source.maximumSize {
                try promise(
                    size.width <= maximum.width && size.height <= maximum.height, "\(size) is larger than \(maximum)")
            }
            try promise(frame.captured <= now, "a picture cannot be from the future")
            try promise(
                frame.withPlanes { $0.count } == (frame.layout == .i420 ? 3 : 2), "the planes must be those of the layout")
        }
        for (earlier, later) in zip(frames, frames.dropFirst()) {
            try promise(earlier.captured < later.captured, "capture times must rise")
            try promise(earlier.number < later.number, "picture numbers must rise")
        }
    }
}

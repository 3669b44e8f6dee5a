import BoardDevices
import Logging
import MediaCore

/// A clip in a file, played for ever at its own rate.
final class FileReel: Reel {
    /// Pixels across and down.
    var size: PictureSize { stream.header.size }
    /// Frames a second.
    let rate: FrameRate
    private let stream: Y4MStream
    private let path: String

    /// Reads the clip's header.
    ///
    /// - Parameter defaultRate: frames a second of a clip that does not know its own.
    init(_ file: consuming ClipFile, defaultRate: Int?) throws(DeviceFault) {
        path = file.path
        do {
            // Files never make a reader wait, so nothing needs to end the waiting.
            stream = try Y4MStream(file, stop: -1)
        } catch {
            throw DeviceFault(.failed, "clip \(path) \(Y4MStream.reason(error))")
        }
        rate = stream.header.rate ?? FrameRate(defaultRate ?? 25)
        guard stream.holdsPicture else { throw DeviceFault(.failed, "clip \(path) holds no whole picture") }
    }

    func run(_ delivery: Delivery) {
        let pool = FramePool()
        var timeline = Timeline(from: delivery.clock.now, rate: rate)
        var number: UInt64 = 0
        var numberOfRound: UInt64 = 0
        // The moment whose picture has not been read: the clip's end leaves it to the first picture.
        var due: MonotonicInstant?
        var hasWarned = false
        while true {
            do throws(Y4MStream.End) {
                let moment = due ?? timeline.next(now: delivery.clock.now)
                due = moment
                guard delivery.metronome.wait(until: moment) else { return }
                // Read at its moment, a picture is still in the caches when its encoder takes it.
                let buffer = try stream.next(from: pool)
                if number == numberOfRound { delivery.place.show(from: moment) }
                delivery.deliver(Frame(consume buffer, captured: moment, number: number))
                due = nil
                number += 1
            } catch {
                if error != .end && !hasWarned {
                    delivery.logger.warning("clip \(path) \(error) after \(number) pictures; playing what is before")
                    hasWarned = true
                }
                guard number > numberOfRound else {
                    delivery.logger.error("clip \(path) has no picture any more; the camera stands still")
                    return
                }
                numberOfRound = number
                stream.rewind()
            }
        }
    }
}

import BoardDevices
import Logging
import MediaCore

/// A clip that comes through a FIFO or the standard input, as fast as its writer gives it.
final class PipeReel: Reel {
    private let path: String

    init(path: String) {
        self.path = path
    }

    func run(_ delivery: Delivery) {
        let pool = FramePool()
        var number: UInt64 = 0
        while !delivery.metronome.isStopped {
            let begin = number
            let outcome = play(delivery, pool, &number)
            if delivery.metronome.isStopped { return }
            guard outcome.isReopenable else {
                delivery.logger.error("clip \(path) \(outcome.reason); the camera stands still")
                return
            }
            delivery.logger.warning("clip \(path) \(outcome.reason); waiting for its next writer")
            // A writer that gives no picture may come at once again, for ever.
            if number == begin, !delivery.metronome.wait(until: delivery.clock.now + .seconds(1)) { return }
        }
    }

    private func play(
        _ delivery: Delivery, _ pool: FramePool, _ number: inout UInt64
    ) -> (reason: String, isReopenable: Bool) {
        var isReopenable = false
        do {
            let file = try ClipFile(path: path)
            isReopenable = file.isReopenable
            let stream = try Y4MStream(file, stop: delivery.stopDescriptor)
            while true {
                let buffer = try stream.next(from: pool)
                delivery.deliver(Frame(consume buffer, captured: delivery.clock.now, number: number))
                number += 1
            }
        } catch {
            return (Y4MStream.reason(error), isReopenable)
        }
    }
}

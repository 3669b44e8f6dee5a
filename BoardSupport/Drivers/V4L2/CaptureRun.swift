import BoardDevices
import Logging
import MediaCore
import Synchronization

/// One run of a camera from start to stop, through all its failures.
final class CaptureRun: Sendable {
    private let host: DriverHost
    private let open: @Sendable () throws(DeviceFault) -> CaptureQueue
    private let deliver: @Sendable (consuming Frame) -> Void
    private let wakeUp: WakeUp
    private let trouble = Mutex<DeviceFault?>(nil)

    /// - Parameter open: makes the camera stream (again).
    init(
        host: DriverHost, open: @escaping @Sendable () throws(DeviceFault) -> CaptureQueue,
        deliver: @escaping @Sendable (consuming Frame) -> Void
    ) throws(DeviceFault) {
        self.host = host
        self.open = open
        self.deliver = deliver
        wakeUp = try WakeUp()
    }

    /// Why there are no pictures now; nil while there are.
    var fault: DeviceFault? { trouble.withLock { $0 } }

    /// Ends the waiting of the run's thread.
    func stop() {
        wakeUp.stop()
    }

    /// Delivers pictures until stopped, and opens the camera again whenever it fails. Blocks; called on a thread of its own.
    ///
    /// - Parameter first: the stream that the camera was started with.
    func run(_ first: CaptureQueue) {
        var queue: CaptureQueue? = first
        var pictures = Pictures()
        var pause = CaptureRun.shortestPause
        while true {
            if let open = queue {
                let before = pictures.count
                let end = stream(open, &pictures)
                open.close()
                guard let end else { return }
                if pictures.count > before { pause = CaptureRun.shortestPause }
                lose(end)
            }
            guard wakeUp.wait(for: nil, atMost: pause) != .stopped else { return }
            pause = min(pause * 2, CaptureRun.longestPause)
            do throws(DeviceFault) {
                queue = try open()
            } catch {
                queue = nil
                lose(error)
            }
        }
    }

    private static let shortestPause = Duration.milliseconds(500)
    private static let longestPause = Duration.seconds(5)

    /// What goes on from one stream to the next.
    private struct Pictures {
        var count: UInt64 = 0
        var number: UInt64 = 0
        var captured: MonotonicInstant?
    }

    /// Delivers the pictures of one stream.
    ///
    /// - Returns: what ended it; nil if the run was stopped.
    private func stream(_ queue: CaptureQueue, _ pictures: inout Pictures) -> DeviceFault? {
        let patience = max(.seconds(2), queue.interval * 10)
        let first = pictures.number
        var deadline = MonotonicInstant.now + patience
        do throws(DeviceFault) {
            let decoder = try JPEGDecoder()
            while true {
                // A picture that is ready counts, however late a busy machine comes to look; one millisecond more, so that a wait
                // that is over has passed the deadline.
                switch wakeUp.wait(for: queue.descriptor, atMost: deadline - .now + .milliseconds(1)) {
                case .stopped: return nil
                case .timeout:
                    guard MonotonicInstant.now >= deadline else { continue }
                    throw DeviceFault(.failed, "no picture for \(patience.seconds) s", remedy: "the camera may hang; replug it")
                // The reason of the trouble comes with the next picture that is asked for.
                case .readable, .broken: break
                }
                guard let taken = try queue.take(now: .now) else { continue }
                deadline = MonotonicInstant.now + patience
                guard let buffer = queue.buffer(taken, decoder) else { continue }
                let number = max(pictures.number, first + UInt64(taken.sequence))
                let earliest = pictures.captured.map { $0 + .nanoseconds(1) } ?? taken.captured
                let captured = max(taken.captured, earliest)
                pictures.number = number + 1
                pictures.captured = captured
                pictures.count += 1
                recover()
                deliver(Frame(consume buffer, captured: captured, number: number))
                deadline = MonotonicInstant.now + patience
            }
        } catch {
            return error
        }
    }

    private func lose(_ fault: DeviceFault) {
        let isNew = trouble.withLock { trouble in
            defer { trouble = fault }
            return trouble == nil
        }
        if isNew { host.logger.error("camera lost", metadata: ["device": "\(host.device)", "problem": "\(fault)"]) }
    }

    private func recover() {
        let wasLost = trouble.withLock { trouble in
            defer { trouble = nil }
            return trouble != nil
        }
        if wasLost { host.logger.notice("camera is back", metadata: ["device": "\(host.device)"]) }
    }
}

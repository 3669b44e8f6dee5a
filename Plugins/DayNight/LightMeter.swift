import BoardDevices
import GatewayCore
import Logging
import MediaCore
import Synchronization

/// Measures the light twice a second while it runs: with the board's light sensor, else by the brightness of the pictures.
final class LightMeter: Sendable {
    private struct State {
        var reading: (@Sendable (Int, MonotonicInstant) -> Void)?
        var pictures: Subscription?
        var timer: ScheduledWork?
        var last: MonotonicInstant?
        var fault: DeviceFault?
    }

    private let sensor: (any LightSensor)?
    private let frames: Feed<Frame>?
    private let clock: any MonotonicClock
    private let logger: Logger
    private let worker: Worker
    private let state = Mutex(State())

    private static let pace = Duration.milliseconds(500)
    /// Every so many rows and pixels are looked at; the light is the same between.
    private static let step = 8

    /// A meter that does not run.
    ///
    /// - Parameter worker: where the sensor is read and readings are told.
    init(
        sensor: (any LightSensor)?, frames: Feed<Frame>?, clock: any MonotonicClock, logger: Logger, worker: Worker
    ) {
        self.sensor = sensor
        self.frames = frames
        self.clock = clock
        self.logger = logger
        self.worker = worker
    }

    /// Whether there is anything to measure with.
    var isUsable: Bool { sensor != nil || frames != nil }

    /// Why the sensor gives nothing now, or nil.
    var fault: DeviceFault? { state.withLock { $0.fault } }

    /// Begins, unless it runs already.
    func start(_ reading: @escaping @Sendable (Int, MonotonicInstant) -> Void) {
        let isNew = state.withLock { state -> Bool in
            defer { state.reading = reading }
            return state.reading == nil
        }
        guard isNew else { return }
        if sensor != nil {
            readSensor()
        } else if let frames {
            let pictures = frames.subscribe { [weak self] frame in self?.take(frame) }
            state.withLock { $0.pictures = pictures }
        }
    }

    /// Ends; no further reading is told once the worker has done what it is at.
    func stop() {
        let pictures = state.withLock { state -> Subscription? in
            state.reading = nil
            state.timer?.cancel()
            state.last = nil
            defer { state.pictures = nil }
            return state.pictures
        }
        pictures?.cancel()
    }

    private func readSensor() {
        guard state.withLock({ $0.reading != nil }) else { return }
        worker.submit { [weak self] in self?.readNow() }
        let timer = clock.schedule(after: LightMeter.pace) { [weak self] in self?.readSensor() }
        state.withLock { $0.timer = timer }
    }

    private func readNow() {
        guard let sensor else { return }
        do throws(DeviceFault) {
            let light = try sensor.light()
            state.withLock { $0.fault = nil }
            tell(light, clock.now)
        } catch {
            let isNew = state.withLock { state -> Bool in
                defer { state.fault = error }
                return state.fault != error
            }
            if isNew { logger.error("the light sensor gives nothing", metadata: ["problem": "\(error)"]) }
        }
    }

    private func take(_ frame: Frame) {
        let isDue = state.withLock { state -> Bool in
            if let last = state.last, frame.captured >= last, frame.captured - last < LightMeter.pace { return false }
            state.last = frame.captured
            return true
        }
        guard isDue, let light = LightMeter.light(of: frame) else { return }
        let now = frame.captured
        worker.submit { [weak self] in self?.tell(light, now) }
    }

    private func tell(_ light: Int, _ moment: MonotonicInstant) {
        state.withLock { $0.reading }?(light, moment)
    }

    /// The mean brightness of a picture in percent; black is level 16, white is level 235.
    static func light(of frame: Frame) -> Int? {
        frame.withPlanes { planes in
            guard let luma = planes.first, luma.width > 0, luma.height > 0 else { return nil }
            var sum = 0
            var count = 0
            for y in stride(from: 0, to: luma.height, by: step) {
                let row = luma.row(y).span
                for x in stride(from: 0, to: luma.width, by: step) { sum += Int(row[x]) }
                count += (luma.width + step - 1) / step
            }
            return min(max((sum / count - 16) * 100 / 219, 0), 100)
        }
    }
}

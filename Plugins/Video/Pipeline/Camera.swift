import BoardDevices
import GatewayCore
import Logging
import MediaCore
import Synchronization

/// Runs the frame source while somebody needs pictures, adjusts each picture once, and hands it on. While the source gives none,
/// stand-ins keep the streams going.
final class Camera: Sendable {
    private struct State {
        var needs = 0
        var viewers = 0
        var isRunning = false
        var isEnded = false
        var wish: CaptureWish
        var running: CaptureWish?
        var stages: [any FrameStage] = []
        var idle: ScheduledWork?
        var again: ScheduledWork?
        var fault: DeviceFault?
    }

    /// Where pictures go.
    struct Receiver: Sendable {
        /// Takes the camera's pictures.
        let picture: @Sendable (consuming Frame) -> Void
        /// Takes what is shown instead of them.
        let standIn: @Sendable (Frame) -> Void
        /// Is told that the camera does not start.
        let refusal: @Sendable (DeviceFault) -> Void
    }

    private let source: any FrameSource
    private let clock: any MonotonicClock
    private let logger: Logger
    private let state: Mutex<State>
    private let control = Worker(name: "camera-control", capacity: 64)
    private let drawing = Worker(name: "stand-in", capacity: 2)
    private let watch: SignalWatch
    private let pool = FramePool(keep: 4)
    private let receiver: Receiver
    // Stand-ins come from another thread than pictures; capture times must rise all the same.
    private let order = Mutex<MonotonicInstant?>(nil)

    /// How long the source runs on after the last need, so that a picture a second does not start it every time.
    private static let linger = Duration.seconds(3)
    private static let retry = Duration.seconds(1)

    init(
        source: any FrameSource, wish: CaptureWish, clock: any MonotonicClock, logger: Logger, receiver: Receiver
    ) {
        self.source = source
        self.clock = clock
        self.logger = logger
        self.receiver = receiver
        state = Mutex(State(wish: wish))
        watch = SignalWatch(clock: clock)
    }

    /// Why there is no camera now, or nil while there is one.
    var fault: DeviceFault? { state.withLock { $0.fault } ?? source.fault }

    /// Puts stages between sensor and streams: adjustments, then masks.
    func setStages(_ stages: [any FrameStage]) {
        state.withLock { $0.stages = stages }
    }

    /// Asks for pictures until the subscription ends.
    ///
    /// - Parameter shown: whether somebody looks at them, who is to see the last one when the signal is lost.
    func need(shown: Bool) -> Subscription {
        let isFirst = state.withLock { state -> Bool in
            state.needs += 1
            if shown {
                state.viewers += 1
                watch.keepsLast = true
            }
            state.idle?.cancel()
            state.idle = nil
            if state.needs == 1, !state.isEnded { watch.begin { [weak self] in self?.askForStandIn() } }
            return state.needs == 1
        }
        if isFirst { submit { $0.run() } }
        return Subscription { [weak self] in self?.endNeed(shown: shown) }
    }

    /// Tells the source what the streams need now.
    func setWish(_ wish: CaptureWish) {
        let isNew = state.withLock { state -> Bool in
            defer { state.wish = wish }
            return state.wish != wish
        }
        guard isNew else { return }
        // A source that only lingers goes on as it is; whoever needs it next gives it the new wish.
        submit { $0.run() }
    }

    /// Stops for good.
    func stop() {
        state.withLock { state in
            state.isEnded = true
            state.idle?.cancel()
            state.again?.cancel()
            watch.end()
        }
        drawing.stop()
        control.submit { [source] in source.stop() }
        control.stop()
    }

    private func submit(_ work: @escaping @Sendable (Camera) -> Void) {
        control.submit { [weak self] in
            if let self { work(self) }
        }
    }

    private func run() {
        let wish = state.withLock { state -> CaptureWish? in
            let runsAsWished = state.isRunning && state.running == state.wish
            return state.isEnded || runsAsWished || state.needs == 0 ? nil : state.wish
        }
        guard let wish else { return }
        do throws(DeviceFault) {
            try source.start(wish) { [weak self] (frame: consuming Frame) in self?.take(consume frame) }
            state.withLock { state in
                state.isRunning = true
                state.running = wish
                state.fault = nil
            }
        } catch {
            source.stop()
            let again = clock.schedule(after: Camera.retry) { [weak self] in self?.submit { $0.run() } }
            let isNew = state.withLock { state -> Bool in
                // Who has left meanwhile does not keep the fault alive.
                defer { state.fault = state.needs > 0 ? error : nil }
                state.isRunning = false
                state.again?.cancel()
                state.again = again
                return state.fault != error
            }
            if isNew {
                logger.error("camera gives no pictures", metadata: ["problem": "\(error)", "again": "\(Camera.retry)"])
            }
            receiver.refusal(error)
        }
    }

    private func take(_ frame: consuming Frame) {
        watch.note(frame)
        var adjusted: Frame? = adjusted(consume frame)
        order.withLock { latest in
            guard let picture = adjusted.take() else { return }
            // A picture from before the last stand-in comes too late.
            if let standIn = latest, picture.captured <= standIn { return }
            latest = nil
            receiver.picture(consume picture)
        }
    }

    private func askForStandIn() {
        drawing.submit { [weak self] in self?.giveStandIn() }
    }

    private func giveStandIn() {
        let now = clock.now
        let size = state.withLock { $0.wish.size }
        var frame = adjusted(watch.last?.retaken(at: now) ?? StandIn.grey(size, number: 0, at: now))
        StandIn.label(&frame)
        order.withLock { latest in
            guard watch.isLost else { return }
            latest = now
            receiver.standIn(frame)
        }
    }

    private func adjusted(_ frame: consuming Frame) -> Frame {
        let stages = state.withLock { $0.stages }
        let context = FrameContext(stream: nil, settings: nil)
        for stage in stages where stage.changes(context) {
            frame.makeOwn(from: pool)
            stage.apply(to: &frame, context)
        }
        return frame
    }

    private func endNeed(shown: Bool) {
        state.withLock { state in
            state.needs -= 1
            if shown {
                state.viewers -= 1
                if state.viewers == 0 {
                    watch.keepsLast = false
                    pool.rest()
                }
            }
            guard state.needs == 0, !state.isEnded else { return }
            watch.end()
            state.fault = nil
            state.idle = clock.schedule(after: Camera.linger) { [weak self] in self?.submit { $0.rest() } }
        }
    }

    private func rest() {
        let isIdle = state.withLock { state -> Bool in
            guard state.needs == 0, state.isRunning else { return false }
            state.isRunning = false
            return true
        }
        guard isIdle else { return }
        source.stop()
        pool.rest()
    }
}

import BoardDevices
import GatewayCore
import Logging
import MediaCore
import Synchronization

/// The one owner of head and lens: it does what clients ask in the order of their requests, on a thread of its own.
///
/// A stop wins: commands that were asked for earlier and still wait are passed over.
final class Mount: Sendable {
    /// What was last set going.
    private enum Course: Equatable {
        case rest
        case head
        case lens(LensAxis)
        case preset
    }

    private struct State {
        var course = Course.rest
        var run: UInt64 = 0
        var asked: UInt64 = 0
        var stopped: UInt64 = 0
    }

    let axes: Set<LensAxis>

    private let head: any PanTiltHead
    private let lens: (any Lens)?
    private let worker = Worker(name: "ptz", capacity: 64)
    private let state = Mutex(State())
    private let deadMan: DeadManSwitch
    private let watch: MotionWatch
    private let logger: Logger

    /// The owner of a head and, where the board has one, its lens.
    ///
    /// - Parameters:
    ///   - head: the head.
    ///   - lens: the lens.
    ///   - deadMan: ends drives of clients that have gone.
    ///   - watch: tells when everything has come to rest.
    ///   - logger: for drives that nobody ended.
    init(head: any PanTiltHead, lens: (any Lens)?, deadMan: DeadManSwitch, watch: MotionWatch, logger: Logger) {
        self.head = head
        self.lens = lens
        self.deadMan = deadMan
        self.watch = watch
        self.logger = logger
        axes = lens?.axes ?? []
    }

    /// Everything stands still.
    func stop() async throws(Fault) {
        state.withLock { state in
            state.asked += 1
            state.stopped = state.asked
        }
        try await onWorker { mount throws(DeviceFault) in try mount.halt() }
    }

    /// Pans and tilts until something ends it.
    func move(pan: Int, tilt: Int, speed: Int, for user: String) async throws(Fault) {
        try await drive(.head, for: user) { mount throws(DeviceFault) in
            try mount.head.drive(pan: pan, tilt: tilt, speed: speed)
        }
    }

    /// Drives a lens axis until something ends it.
    func drive(_ axis: LensAxis, direction: Int, for user: String) async throws(Fault) {
        try await drive(.lens(axis), for: user) { mount throws(DeviceFault) in
            try mount.lens?.drive(axis, direction: direction)
        }
    }

    /// Goes to a place at full speed.
    func go(to place: Placement) async throws(Fault) {
        try await drive(.preset, for: nil) { mount throws(DeviceFault) in
            try mount.head.go(to: place.head, speed: 10)
            for axis in LensAxis.allCases where mount.axes.contains(axis) {
                if let position = place.lens[axis] { try mount.lens?.go(axis, to: position) }
            }
        }
    }

    /// Ends what is under way and tells where everything stands.
    func settle() async throws(Fault) -> Placement {
        try await onWorker { mount throws(DeviceFault) in
            try mount.halt()
            return try mount.placement()
        }
    }

    /// Stops everything and ends the thread; commands fail from now on.
    func close() async {
        deadMan.disarm()
        do {
            try await stop()
        } catch {
            logger.error("head does not stop", metadata: ["problem": "\(error.cause ?? error.reason)"])
        }
        watch.end()
        worker.stop()
    }

    /// Ends the last course and begins another, unless a stop came after it was asked for.
    private func drive(
        _ course: Course, for user: String?, _ command: @escaping @Sendable (Mount) throws(DeviceFault) -> Void
    ) async throws(Fault) {
        let ticket = state.withLock { state in
            state.asked += 1
            return state.asked
        }
        try await onWorker { mount throws(DeviceFault) in
            if mount.state.withLock({ $0.stopped > ticket }) { return }
            try mount.leave(for: course)
            mount.begin(course, for: user)
            do throws(DeviceFault) {
                try command(mount)
            } catch {
                // A command that failed may have set something going all the same.
                try? mount.halt()
                throw error
            }
            mount.watch.begin(worker: mount.worker) { [weak mount] in try? mount?.placement() }
        }
    }

    private func begin(_ course: Course, for user: String?) {
        let run = state.withLock { state in
            state.course = course
            state.run += 1
            return state.run
        }
        if let user {
            deadMan.arm(for: user) { [weak self] in self?.abandon(run) }
        } else {
            deadMan.disarm()
        }
    }

    /// Stops what the next course would not take the place of by itself.
    private func leave(for course: Course) throws(DeviceFault) {
        let last = state.withLock { $0.course }
        switch (last, course) {
        case (.rest, _), (.head, .head), (.head, .preset): return
        case (.lens, _) where last == course: return
        case (.head, _): try head.stop()
        case (.preset, .lens):
            try head.stop()
            try lens?.stop()
        case (.lens, _), (.preset, _): try lens?.stop()
        }
    }

    private func halt() throws(DeviceFault) {
        // The lens is stopped even if the head does not answer.
        var problem: DeviceFault?
        do throws(DeviceFault) { try head.stop() } catch { problem = error }
        try lens?.stop()
        if let problem { throw problem }
        state.withLock { $0.course = .rest }
        deadMan.disarm()
        watch.end()
    }

    private func placement() throws(DeviceFault) -> Placement {
        guard let position = try head.report.position else {
            throw DeviceFault(.unsupported, "the head cannot tell where it stands")
        }
        return Placement(head: position, lens: try lens?.report.position ?? [:])
    }

    /// Stops a drive whose client has gone. Called on the clock's thread.
    private func abandon(_ run: UInt64) {
        worker.submit { [weak self] in
            guard let self, state.withLock({ $0.run == run && $0.course != .rest }) else { return }
            do throws(DeviceFault) {
                try halt()
                logger.notice("drive stopped: its client has asked for nothing since")
            } catch {
                logger.error("drive of a client that has gone does not stop", metadata: ["problem": "\(error)"])
                deadMan.retry { [weak self] in self?.abandon(run) }
            }
        }
    }

    private func onWorker<Result: Sendable>(
        _ work: @escaping @Sendable (Mount) throws(DeviceFault) -> Result
    ) async throws(Fault) -> Result {
        do {
            return try await worker.run { try work(self) }
        } catch let fault as DeviceFault {
            throw .device(fault)
        } catch {
            throw .busy
        }
    }
}

import BoardDevices
import GatewayCore
import Logging
import MediaCore
import Synchronization

/// The one owner of head and lens: it does what clients ask in the order of their requests, on a thread of its own.
///
/// A stop wins: it reaches the devices on a second thread, whatever the first one waits for, and what was asked for earlier and
/// has not begun is passed over.
final class Mount: Sendable {
    struct State {
        var course = Course()
        /// Counts courses, so that what was planned for one does not meet another.
        var run: UInt64 = 0
        var asked: UInt64 = 0
        var stopped: UInt64 = 0
        var queries = 0
        /// Whether the head has answered once and was told what this process knows of it.
        var isMet = false
        var isAnswering = false
        var lensProblem: DeviceFault?
        /// What the head said last; the lens likewise.
        var headReport: HeadReport?
        var lensReport: LensReport?
        /// The limits that hold: the mechanism's, or the operator's within them.
        var limits: HeadLimits
        var whenResting: (@Sendable (Activity, Outcome) -> Void)?
    }

    let axes: Set<LensAxis>
    let head: any PanTiltHead
    let lens: (any Lens)?
    let record: PositionRecord
    let homesAtStart: Bool
    let worker = Worker(name: "ptz", capacity: 64)
    let state: Mutex<State>
    let deadMan: DeadManSwitch
    let watch: MotionWatch
    let events: Feed<CameraEvent>
    let clock: any MonotonicClock
    let logger: Logger

    private let brake = Worker(name: "ptz-stop", capacity: 64)

    /// The owner of a head and, where the board has one, its lens.
    ///
    /// - Parameters:
    ///   - head: the head.
    ///   - lens: the lens.
    ///   - limits: within which the operator wants the head.
    ///   - homesAtStart: whether a head that does not know where it is looks for its reference at once.
    ///   - deadMan: ends drives of clients that have gone.
    ///   - context: where the store, the clock, events and the log come from.
    init(
        head: any PanTiltHead, lens: (any Lens)?, limits: HeadLimits, homesAtStart: Bool, deadMan: DeadManSwitch,
        context: PluginContext
    ) {
        self.head = head
        self.lens = lens
        self.homesAtStart = homesAtStart
        self.deadMan = deadMan
        record = PositionRecord(store: context.store, logger: context.logger)
        watch = MotionWatch(events: context.events, clock: context.clock)
        events = context.events
        clock = context.clock
        logger = context.logger
        axes = lens?.axes ?? []
        state = Mutex(State(limits: limits))
    }

    /// Whether the head answered when it was last asked.
    var isAnswering: Bool { state.withLock { $0.isAnswering } }

    /// Whether the head can tell where it is; not known before it answered.
    var tellsPosition: Bool { state.withLock { $0.headReport.map { $0.position != nil } ?? true } }

    /// What is under way.
    var activity: Activity { state.withLock { $0.course.activity } }

    /// Has `handler` called on the mount's thread whenever a course has ended, except by another course.
    func whenResting(_ handler: @escaping @Sendable (Activity, Outcome) -> Void) {
        state.withLock { $0.whenResting = handler }
    }

    /// Meets the devices, and begins to look after them.
    func start() async {
        _ = try? await worker.run { [self] in
            meet()
            if activity == .rest { watchOver(isMoving: false) }
        }
    }

    /// Everything stands still when this returns; nothing waits for a disk.
    func stop() async throws(Fault) {
        state.withLock { state in
            state.asked += 1
            state.stopped = state.asked
        }
        do {
            try await brake.run { [self] in try halt() }
        } catch let fault as DeviceFault {
            throw .device(fault)
        } catch {
            throw .busy
        }
        worker.submit { [weak self] in self?.reconcile() }
    }

    /// Does what an order says.
    ///
    /// - Returns: whether it began; it does not if it was stopped before, or is no longer wanted.
    /// - Throws: `storage error` if it cannot be noted that something moves, `position unknown`, `device error`, `not supported`.
    @discardableResult
    func carryOut(_ order: Order) async throws(Fault) -> Bool {
        let ticket = state.withLock { state in
            state.asked += 1
            return state.asked
        }
        return try await onWorker { mount throws(Fault) in try mount.begin(order, ticket) }
    }

    /// Ends what is under way and tells where everything stands.
    ///
    /// - Parameter number: the preset that a head which cannot tell where it is keeps itself.
    /// - Returns: nil if the head does not know where it is.
    /// - Throws: `device error`; `not supported` by a head that can neither tell where it is nor keep presets.
    func settle(storing number: Int? = nil) async throws(Fault) -> Placement? {
        try await onWorker { mount throws(Fault) in
            do throws(DeviceFault) {
                try mount.halt()
                mount.rest(.stopped)
                let (head, lens) = try mount.look()
                let places = lens?.confidence == .unknown ? [:] : lens?.position ?? [:]
                if let position = head.position {
                    if head.confidence == .unknown { return nil }
                    return Placement(head: position, lens: places)
                }
                guard let number, let memory = mount.head.memory else {
                    throw DeviceFault(.unsupported, "the head cannot tell where it is")
                }
                try memory.store(number)
                return Placement(head: nil, lens: places)
            } catch {
                throw .device(error)
            }
        }
    }

    /// Calls the head's own memory, if it has one.
    func forget(_ number: Int) async throws(Fault) {
        try await onWorker { mount throws(Fault) in
            do throws(DeviceFault) { try mount.head.memory?.clear(number) } catch { throw .device(error) }
        }
    }

    /// Keeps the head within limits from now on.
    func confine(to limits: HeadLimits) async throws(Fault) {
        try await onWorker { mount throws(Fault) in
            do throws(DeviceFault) { try mount.head.confine(to: limits) } catch { throw .device(error) }
            mount.state.withLock { $0.limits = limits }
        }
    }

    /// What head and lens say of themselves now.
    ///
    /// - Throws: `busy` if many ask already: whoever only looks must not be in the way of those who move.
    func status() async throws(Fault) -> MountStatus {
        let isAdmitted = state.withLock { state in
            guard state.queries < 8 else { return false }
            state.queries += 1
            return true
        }
        guard isAdmitted else { throw .busy }
        defer { state.withLock { $0.queries -= 1 } }
        return try await onWorker { mount throws(Fault) in
            mount.reconcile()
            do throws(DeviceFault) {
                let (head, lens) = try mount.look()
                return MountStatus(head: head, lens: lens, activity: mount.activity)
            } catch {
                throw .device(error)
            }
        }
    }

    /// Stops everything, notes where it stands, and ends the threads; commands fail from now on.
    func close() async {
        deadMan.disarm()
        do {
            try await stop()
        } catch {
            logger.error("head does not stop", metadata: ["problem": "\(error.cause ?? error.reason)"])
        }
        try? await worker.run { [self] in
            reconcile()
            keepPosition(patiently: true)
        }
        watch.end()
        worker.stop()
        brake.stop()
    }

    private func onWorker<Result: Sendable>(
        _ work: @escaping @Sendable (Mount) throws(Fault) -> Result
    ) async throws(Fault) -> Result {
        do {
            return try await worker.run { try work(self) }
        } catch let fault as Fault {
            throw fault
        } catch {
            throw .busy
        }
    }
}

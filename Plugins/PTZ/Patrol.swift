import GatewayCore
import Logging
import MediaCore
import Synchronization

/// What the head does while no operator wants it: the tour, or parking. An operator comes first, always.
final class Patrol: Sendable {
    /// What the tour is about.
    enum Phase: String, Sendable {
        /// It is not enabled.
        case off
        /// It goes from preset to preset.
        case running
        /// It gives way to an operator.
        case waiting
    }

    private struct State {
        var tour: Tour
        var park: Park
        var isActive = false
        var phase = Phase.off
        var index = 0
        /// Counts what was planned; an older plan does not come true any more.
        var plan: UInt64 = 0
        var timer: ScheduledWork?
        var isSceneMoving = false
        var subscription: Subscription?
    }

    /// How much longer than its time the head stays where it sees something move.
    static let patience = 60
    /// From a stop that could not be reached to the next.
    static let pause = Duration.seconds(10)

    private let mount: Mount
    private let presets: Presets
    private let clock: any MonotonicClock
    private let logger: Logger
    private let state: Mutex<State>

    /// A patrol that has not begun.
    init(mount: Mount, presets: Presets, tour: Tour, park: Park, context: PluginContext) {
        self.mount = mount
        self.presets = presets
        clock = context.clock
        logger = context.logger
        state = Mutex(State(tour: tour, park: park))
        let subscription = context.events.subscribe { [weak self] event in self?.hear(event) }
        state.withLock { $0.subscription = subscription }
        mount.whenResting { [weak self] activity, outcome in self?.rested(activity, outcome) }
    }

    /// What the tour is about now.
    var phase: Phase { state.withLock { $0.phase } }

    /// Begins, with the tour if there is one.
    func start() {
        state.withLock { $0.isActive = true }
        begin()
    }

    /// Does nothing more.
    func stop() {
        let subscription = state.withLock { state in
            state.isActive = false
            defer { state.subscription = nil }
            return state.subscription
        }
        subscription?.cancel()
        _ = plan()
    }

    /// Follows other settings from now on.
    func adopt(_ tour: Tour) {
        state.withLock { state in
            state.tour = tour
            state.index = 0
        }
        begin()
    }

    /// Follows other settings from now on.
    func adopt(_ park: Park) {
        let isTouring = state.withLock { state in
            state.park = park
            return state.tour.isEnabled
        }
        if !isTouring { idle() }
    }

    /// An operator wants the head: whatever was planned waits until that has been over for some time.
    func giveWay() {
        state.withLock { state in
            if state.tour.isEnabled { state.phase = .waiting }
        }
        idle()
    }

    private func begin() {
        let tour = state.withLock { state in
            state.phase = state.tour.isEnabled ? .running : .off
            return state.tour
        }
        if tour.isEnabled { travel(plan()) } else { idle() }
    }

    /// Waits for the time after which the head may be wanted by nobody.
    private func idle() {
        let delay = state.withLock { state -> Int? in
            if state.tour.isEnabled { return state.tour.resume == 0 ? nil : state.tour.resume }
            return state.park.isEnabled ? state.park.delay : nil
        }
        let plan = plan()
        if let delay { wait(.seconds(delay), plan) { $0.take(plan) } }
    }

    /// Nobody has wanted the head for long enough.
    private func take(_ plan: UInt64) {
        let activity = mount.activity
        guard activity == .rest || activity.isAutomatic else { return idle() }
        let isTouring = state.withLock { state in
            if state.tour.isEnabled { state.phase = .running }
            return state.tour.isEnabled
        }
        if isTouring { travel(plan) } else { park(plan) }
    }

    private func park(_ plan: UInt64) {
        let park = state.withLock { $0.park }
        switch park.action {
        case .home: submit(mount.homing(.park), plan)
        case .preset:
            guard let place = presets[park.preset] else { return logger.notice("the head has no preset to park at") }
            submit(mount.recall(park.preset, place, as: .park), plan)
        }
    }

    /// To the stop whose turn it is, or the next one that exists.
    private func travel(_ plan: UInt64) {
        let (tour, index) = state.withLock { ($0.tour, $0.index) }
        for step in 0..<tour.stops.count {
            let next = (index + step) % tour.stops.count
            guard let place = presets[tour.stops[next].preset] else { continue }
            state.withLock { if $0.plan == plan { $0.index = next } }
            return submit(mount.recall(tour.stops[next].preset, place, speed: tour.speed, as: .tour), plan)
        }
        wait(Patrol.pause, plan) { $0.travel(plan) }
    }

    private func submit(_ order: Order, _ plan: UInt64) {
        var order = order
        order.isWanted = { [weak self] in self?.isCurrent(plan) ?? false }
        let wish = order
        Task { [weak self, mount, logger] in
            do throws(Fault) {
                if try await mount.carryOut(wish) { return }
            } catch {
                logger.warning("the head cannot patrol", metadata: ["problem": "\(error.cause ?? error.reason)"])
            }
            guard wish.activity == .tour else { return }
            self?.wait(Patrol.pause, plan) { $0.travel(plan) }
        }
    }

    /// Something that moved stands still. Called on the mount's thread.
    private func rested(_ activity: Activity, _ outcome: Outcome) {
        let (isTouring, plan, dwell) = state.withLock { state in
            let stop = state.tour.stops.indices.contains(state.index) ? state.tour.stops[state.index] : nil
            return (state.phase == .running, state.plan, stop?.dwell ?? 1)
        }
        if activity == .tour, isTouring {
            guard outcome == .arrived else { return wait(Patrol.pause, plan) { $0.next(plan) } }
            wait(.seconds(dwell), plan) { $0.leave(plan, Patrol.patience) }
        } else if !activity.isAutomatic, !isTouring {
            idle()
        }
    }

    /// On to the next stop, unless something moves in the picture: then a little later, but not for ever.
    private func leave(_ plan: UInt64, _ patience: Int) {
        let (isWatching, isAlone) = state.withLock { ($0.isSceneMoving && patience > 0, $0.tour.stops.count == 1) }
        if isWatching { return wait(.seconds(1), plan) { $0.leave(plan, patience - 1) } }
        // A tour of one stop has nowhere to go.
        if isAlone { return }
        next(plan)
    }

    private func next(_ plan: UInt64) {
        state.withLock { state in
            if state.plan == plan { state.index = (state.index + 1) % max(1, state.tour.stops.count) }
        }
        travel(plan)
    }

    private func hear(_ event: CameraEvent) {
        switch event {
        case .motionStarted: state.withLock { $0.isSceneMoving = true }
        case .motionEnded: state.withLock { $0.isSceneMoving = false }
        case .headMoving, .headFault, .night: break
        }
    }

    private func isCurrent(_ plan: UInt64) -> Bool {
        state.withLock { $0.plan == plan && $0.isActive }
    }

    /// A new plan in the place of the one before.
    private func plan() -> UInt64 {
        let (plan, timer) = state.withLock { state in
            state.plan += 1
            defer { state.timer = nil }
            return (state.plan, state.timer)
        }
        timer?.cancel()
        return plan
    }

    private func wait(_ delay: Duration, _ plan: UInt64, _ then: @escaping @Sendable (Patrol) -> Void) {
        let timer = clock.schedule(after: delay) { [weak self] in
            guard let self, isCurrent(plan) else { return }
            then(self)
        }
        let isKept = state.withLock { state in
            if state.plan == plan { state.timer = timer }
            return state.plan == plan
        }
        if !isKept { timer.cancel() }
    }
}

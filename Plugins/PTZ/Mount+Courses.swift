import BoardDevices
import GatewayCore
import Logging
import MediaCore
import Synchronization

/// What happens on the mount's thread.
extension Mount {
    /// Begins what an order says, in the place of what is under way.
    ///
    /// The mark that something moves is durable before anything does.
    func begin(_ order: Order, _ ticket: UInt64) throws(Fault) -> Bool {
        reconcile()
        if !state.withLock({ $0.isMet }), let problem = meet() { throw .device(problem) }
        let isFree = state.withLock { state in
            state.stopped < ticket
                && (!order.activity.isAutomatic || state.course.activity == .rest || state.course.activity.isAutomatic)
        }
        guard isFree, order.isWanted() else { return false }
        let lost = try unknownParts(of: order)
        var parts = order.parts
        if lost.head { parts.head = true }
        parts.axes.formUnion(lost.axes)
        try record.mark(recorded(parts))
        guard state.withLock({ $0.stopped < ticket }) else { return false }
        do throws(DeviceFault) {
            try leave(for: parts)
            take(order, parts, ticket, isSeeking: lost != MovingParts())
            if lost == MovingParts() { try order.command?(self) } else { try seek(lost) }
        } catch {
            // A command that failed may have set something going all the same.
            giveUp()
            throw .device(error)
        }
        // What knows where it is after no time at all need not wait for the next look.
        if lost != MovingParts(), let problem = proceed() { throw .device(problem) }
        if activity != .rest { watchOver(isMoving: true) }
        stopAgain()
        return true
    }

    /// Looks at what is under way and goes on with it.
    ///
    /// - Returns: why it has ended early, if it has.
    @discardableResult
    func proceed() -> DeviceFault? {
        reconcile()
        let course = state.withLock { $0.course }
        guard course.activity != .rest else { return meet() }
        do throws(DeviceFault) {
            let (head, lens) = try look()
            if course.parts.head, let fault = head.fault { throw fault }
            if !course.parts.axes.isEmpty {
                if let problem = state.withLock({ $0.lensProblem }) { throw problem }
                if let fault = lens?.fault { throw fault }
            }
            let isMoving = (course.parts.head && head.isMoving) || (!course.parts.axes.isEmpty && lens?.isMoving ?? false)
            guard !isMoving else { return nil }
            if course.isSeeking, course.parts.head, head.position != nil, head.confidence == .unknown {
                throw DeviceFault(.failed, "the head has not found its reference")
            }
            guard let next = course.next else {
                rest(.arrived)
                return nil
            }
            state.withLock { state in
                state.course.isSeeking = false
                state.course.next = nil
            }
            try next(self)
            stopAgain()
            return nil
        } catch {
            fail(error)
            return error
        }
    }

    /// Takes note of a stop that came from the other thread.
    func reconcile() {
        let isStopped = state.withLock { $0.course.activity != .rest && $0.stopped > $0.course.ticket }
        if isStopped { rest(.stopped) }
    }

    /// Nothing is under way any more.
    func rest(_ outcome: Outcome) {
        let (activity, run, handler) = state.withLock { state in
            defer {
                state.course = Course()
                state.run += 1
            }
            return (state.course.activity, state.run + 1, state.whenResting)
        }
        deadMan.disarm()
        watchOver(isMoving: false)
        // Who drives in short pushes would otherwise wear the disk; until then the record says that something moves.
        _ = clock.schedule(after: Mount.afterglow) { [weak self] in
            _ = self?.worker.submit { [weak self] in
                guard let self, state.withLock({ $0.run == run }) else { return }
                keepPosition(patiently: false)
            }
        }
        if activity != .rest { handler?(activity, outcome) }
    }

    /// Has head and lens looked at from now on.
    func watchOver(isMoving: Bool) {
        watch.note(isMoving: isMoving, worker: worker) { [weak self] in _ = self?.proceed() }
    }

    /// Both stop. The lens is stopped even if the head does not answer. Called on either thread.
    func halt() throws(DeviceFault) {
        var problem: DeviceFault?
        do throws(DeviceFault) { try head.stop() } catch { problem = error }
        try lens?.stop()
        if let problem { throw problem }
    }

    /// From rest to the durable record of it.
    static let afterglow = Duration.seconds(1)

    /// A stop that came while a command was on its way may have reached the device before it.
    private func stopAgain() {
        guard state.withLock({ $0.stopped > $0.course.ticket }) else { return }
        do throws(DeviceFault) { try halt() } catch { logger.error("head does not stop", metadata: ["problem": "\(error)"]) }
        reconcile()
    }

    private func take(_ order: Order, _ parts: MovingParts, _ ticket: UInt64, isSeeking: Bool) {
        let run = state.withLock { state in
            state.course = Course(
                activity: order.activity, parts: parts, ticket: ticket, isSeeking: isSeeking,
                next: isSeeking ? order.command : nil)
            state.run += 1
            return state.run
        }
        if let user = order.user {
            deadMan.arm(for: user) { [weak self] in self?.abandon(run) }
        } else {
            deadMan.disarm()
        }
    }

    /// Stops what the next course would not take the place of by itself.
    private func leave(for parts: MovingParts) throws(DeviceFault) {
        let last = state.withLock { $0.course.parts }
        if last.head, !parts.head { try head.stop() }
        if !last.axes.isSubset(of: parts.axes) { try lens?.stop() }
    }

    /// The parts that do not know where they are and have to, for an order.
    func unknownParts(of order: Order) throws(Fault) -> MovingParts {
        // Where only the operator keeps the head from a place, it must know where that is.
        let isConfined = order.parts.head && state.withLock { $0.limits } != head.limits
        guard order.certainty != .any || isConfined else { return MovingParts() }
        var unknown = MovingParts()
        do throws(DeviceFault) {
            let (head, lens) = try look()
            if order.parts.head, head.position != nil, head.confidence == .unknown { unknown.head = true }
            if order.certainty != .any, !order.parts.axes.isEmpty, let lens, !lens.position.isEmpty,
                lens.confidence == .unknown
            {
                unknown.axes = axes
            }
        } catch {
            throw .device(error)
        }
        if order.certainty == .given, unknown != MovingParts() { throw Fault("position unknown") }
        return unknown
    }

    private func seek(_ parts: MovingParts) throws(DeviceFault) {
        if parts.head { try head.home() }
        guard !parts.axes.isEmpty else { return }
        do throws(DeviceFault) { try lens?.home() } catch {
            // The head still goes where it is sent; the lens stays.
            guard error.kind == .unsupported else { throw error }
            logger.warning("the lens cannot find out where it is", metadata: ["problem": "\(error)"])
        }
    }

    /// Stops a drive whose client has gone. Called on the clock's thread.
    private func abandon(_ run: UInt64) {
        worker.submit { [weak self] in
            guard let self, state.withLock({ $0.run == run && $0.course.activity != .rest }) else { return }
            do throws(DeviceFault) {
                try halt()
                rest(.stopped)
                logger.notice("drive stopped: its client has asked for nothing since")
            } catch {
                logger.error("drive of a client that has gone does not stop", metadata: ["problem": "\(error)"])
                deadMan.retry { [weak self] in self?.abandon(run) }
            }
        }
    }

    private func fail(_ fault: DeviceFault) {
        logger.error("motion ended early", metadata: ["problem": "\(fault)"])
        giveUp()
        events.publish(.headFault("\(fault)"))
    }

    /// Stops everything, and does not leave it at that if it goes on.
    private func giveUp() {
        let isStopped = (try? halt()) != nil
        rest(.failed)
        if !isStopped { insist(state.withLock { $0.run }) }
    }

    /// Tries to stop again every second, until it works or something else is asked for.
    private func insist(_ run: UInt64) {
        deadMan.retry { [weak self] in
            _ = self?.worker.submit { [weak self] in
                guard let self, state.withLock({ $0.run == run }) else { return }
                do throws(DeviceFault) {
                    try halt()
                    logger.notice("the head was stopped at last")
                } catch {
                    insist(run)
                }
            }
        }
    }
}

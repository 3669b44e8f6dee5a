import BoardDevices
import GatewayCore
import Logging
import MediaCore
import Synchronization

/// How the mount's thread gets to know where head and lens are, and has it noted.
extension Mount {
    /// Asks both. The lens may be lost without the head.
    ///
    /// - Throws: the head does not answer.
    @discardableResult
    func look() throws(DeviceFault) -> (head: HeadReport, lens: LensReport?) {
        let headReport: HeadReport
        do throws(DeviceFault) {
            headReport = try head.report
        } catch {
            let isNews = state.withLock { state in
                defer { state.isAnswering = false }
                return state.isAnswering
            }
            if isNews { logger.error("the head does not answer any more", metadata: ["problem": "\(error)"]) }
            throw error
        }
        let lensReport = lookAtLens()
        let isNews = state.withLock { state in
            state.headReport = headReport
            state.lensReport = lensReport
            defer { state.isAnswering = true }
            return !state.isAnswering && state.isMet
        }
        if isNews { logger.notice("the head answers again") }
        return (headReport, lensReport)
    }

    /// Looks, and the first time that the head answers tells it what is known of it: where it came to rest, and its limits.
    ///
    /// - Returns: why the head does not answer, if it does not.
    @discardableResult
    func meet() -> DeviceFault? {
        do throws(DeviceFault) {
            var (headReport, lensReport) = try look()
            guard !state.withLock({ $0.isMet }) else { return nil }
            if headReport.isMoving || lensReport?.isMoving ?? false {
                // Whoever set it going has gone with the process before this one.
                try halt()
                (headReport, lensReport) = try look()
            }
            trust(headReport, lensReport)
            confine()
            headReport = try look().head
            state.withLock { $0.isMet = true }
            logger.info("the head answers", metadata: ["position": "\(headReport.confidence.rawValue)"])
            if homesAtStart { homeAtStart() }
            return nil
        } catch {
            return error
        }
    }

    /// What of moving parts needs a record: those that only count where they are.
    func recorded(_ parts: MovingParts) -> Set<PositionRecord.Part> {
        var recorded: Set<PositionRecord.Part> = []
        if parts.head, !head.measuresPosition, tellsPosition { recorded.insert(.head) }
        if !parts.axes.isEmpty, let lens, !lens.measuresPosition { recorded.insert(.lens) }
        return recorded
    }

    /// Notes durably where the parts that are said to move came to rest.
    ///
    /// - Parameter patiently: waits up to half a second for them to do so.
    func keepPosition(patiently: Bool) {
        let marked = record.marked
        guard !marked.isEmpty else { return }
        for attempt in 0..<(patiently ? 50 : 1) {
            if attempt > 0 { Bell().wait(until: .now + .milliseconds(10)) }
            guard let (headReport, lensReport) = try? look() else { return }
            if headReport.isMoving || lensReport?.isMoving ?? false { continue }
            var places: [PositionRecord.Part: String] = [:]
            if marked.contains(.head), headReport.confidence != .unknown, headReport.fault == nil {
                places[.head] = headReport.position?.stored
            }
            if marked.contains(.lens), let lensReport, lensReport.confidence != .unknown, lensReport.fault == nil {
                places[.lens] = LensAxis.stored(lensReport.position)
            }
            return record.keep(places)
        }
    }

    private func lookAtLens() -> LensReport? {
        guard let lens else { return nil }
        do throws(DeviceFault) {
            let report = try lens.report
            state.withLock { $0.lensProblem = nil }
            return report
        } catch {
            let isNews = state.withLock { state in
                defer { state.lensProblem = error }
                return state.lensProblem == nil
            }
            if isNews { logger.error("the lens does not answer", metadata: ["problem": "\(error)"]) }
            return nil
        }
    }

    private func trust(_ headReport: HeadReport, _ lensReport: LensReport?) {
        do throws(DeviceFault) {
            if headReport.confidence == .unknown, headReport.position != nil,
                let place = record.place(of: .head).flatMap({ HeadPosition(stored: $0) }), head.limits.contains(place)
            {
                try head.trust(place)
            }
            if let lens, let lensReport, lensReport.confidence == .unknown,
                let places = record.place(of: .lens).flatMap({ LensAxis.places(stored: $0) }), !places.isEmpty
            {
                try lens.trust(places)
            }
        } catch {
            logger.warning("what was recorded of the position does not fit", metadata: ["problem": "\(error)"])
        }
    }

    private func confine() {
        let limits = state.withLock { $0.limits }
        guard limits != head.limits else { return }
        do throws(DeviceFault) {
            try head.confine(to: limits)
        } catch {
            logger.error("the operator's limits do not hold", metadata: ["problem": "\(error)"])
        }
    }

    /// Looks for the references of what does not know where it is; whatever is known stays where it is.
    private func homeAtStart() {
        var order = Order(activity: .home, parts: MovingParts(head: true, axes: axes), certainty: .sought, command: nil)
        guard let unknown = try? unknownParts(of: order), unknown != MovingParts() else { return }
        order.parts = unknown
        let ticket = state.withLock { state in
            state.asked += 1
            return state.asked
        }
        do throws(Fault) {
            _ = try begin(order, ticket)
        } catch {
            logger.notice("the head is not homed", metadata: ["problem": "\(error.cause ?? error.reason)"])
        }
    }
}

import NIOCore

/// When what happened last on a connection, and the one timer that watches it.
struct HTTPDeadlines {
    /// The time of the read at hand; the clock is asked once a read.
    private(set) var now = NIODeadline.uptimeNanoseconds(0)
    /// When the first byte of a head came whose end has not come yet.
    private(set) var headSince: NIODeadline?
    /// When the client last did what was waited for.
    private(set) var since = NIODeadline.uptimeNanoseconds(0)

    private var armed: NIODeadline?
    private var timer: Scheduled<Void>?

    var isInHead: Bool { headSince != nil }

    mutating func begin() {
        read()
        progressed()
    }

    mutating func read() {
        now = .now()
    }

    mutating func headBegan() {
        if headSince == nil { headSince = now }
    }

    mutating func headEnded() {
        headSince = nil
        progressed()
    }

    mutating func progressed() {
        since = now
    }

    /// Sees to it that `expired` runs at `due` or, when a timer is under way already, earlier: it looks again then.
    ///
    /// Most requests move the deadline back, which costs nothing this way.
    mutating func arm(_ due: NIODeadline?, on loop: any EventLoop, _ expired: @escaping () -> Void) {
        guard let due else { return }
        if let armed, armed <= due { return }
        timer?.cancel()
        armed = due
        timer = loop.assumeIsolated().scheduleTask(deadline: due, expired)
    }

    /// The timer has fired.
    mutating func fired() {
        armed = nil
        timer = nil
        read()
    }

    mutating func cancel() {
        timer?.cancel()
        timer = nil
        armed = nil
    }
}

extension HTTPConnection {
    /// Watches the deadline that holds now.
    func rearm() {
        guard let context, context.channel.isActive else { return }
        deadlines.arm(due, on: context.eventLoop) { self.look() }
    }

    private var due: NIODeadline? {
        let limit: Duration
        switch stage {
        case .draining: limit = limits.drainTime
        case .closing: limit = limits.replyTime
        case _ where context?.channel.isWritable == false: limit = limits.replyTime
        case .ready:
            if let headSince = deadlines.headSince { return headSince + TimeAmount(limits.headTime) }
            limit = limits.idleTime
        case .answered, .form: limit = limits.bodyTime
        case .upload(let stream) where stream.isStarving: limit = limits.bodyTime
        case .upload, .answering: return nil
        }
        return deadlines.since + TimeAmount(limit)
    }

    private func look() {
        deadlines.fired()
        if let due, due <= deadlines.now { expire() }
        rearm()
    }

    private func expire() {
        let isWritable = context?.channel.isWritable == true
        switch stage {
        case .ready where isWritable && deadlines.isInHead, .answered where isWritable, .form where isWritable:
            refuse(.timeout)
            flush()
        case .upload(let stream) where isWritable:
            stream.end(.failure(.timeout))
        case .ready, .answered, .form, .upload, .answering, .closing, .draining:
            context?.close(promise: nil)
        }
    }
}

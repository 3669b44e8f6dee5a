import GatewayCore
import NIOCore

extension HTTPConnection {
    /// Writes the reply to the request at hand.
    ///
    /// - Parameters:
    ///   - closes: the connection ends with it, whatever the client wants.
    ///   - drains: the client may still be sending.
    func finish(_ reply: Reply, closes: Bool = false, drains: Bool = false) {
        let staysOpen = !closes && current?.keepsAlive == true && !surroundings.listener.isRetiring
        let isOld = current?.isOldVersion == true
        let persistence: ReplyWriter.Persistence = staysOpen ? (isOld ? .explicitlyOpen : .open) : .close
        writer.write(reply, persistence, omitsBody: current?.isHead == true, to: &out)
        if let work = reply.afterwards { afterwards.append(work) }
        current = nil
        deadlines.headEnded()
        deadlines.progressed()
        if staysOpen {
            stage = .ready
            // What does not fit a batch goes out at once, so that a client that does not read is noticed.
            if out.readableBytes > 65_536 { flush() }
        } else {
            stage = .closing(drains: drains || !waiting.isEmpty)
            waiting.removeAll()
        }
    }

    /// Answers with a fault and ends the connection.
    func refuse(_ fault: Fault) {
        let reply =
            if let head = current?.head {
                surroundings.gateway()?.refuse(head, fault) ?? Reply(fault, path: head.path)
            } else {
                Reply(fault, path: "/")
            }
        finish(reply, closes: true, drains: true)
    }

    /// Tells a client that waits for it to send its body.
    func sendContinue() {
        guard current?.owesContinue == true else { return }
        current?.owesContinue = false
        out.writeStaticString("HTTP/1.1 100 Continue\r\n\r\n")
    }

    /// Hands everything that was written to the network, in one piece.
    func flush() {
        guard let context else { return }
        let isLast = if case .closing = stage { !isLeaving } else { false }
        guard out.readableBytes > 0 else {
            if isLast { leave() }
            return
        }
        let bytes = out
        out = context.channel.allocator.buffer(capacity: 1_024)
        guard isLast || !afterwards.isEmpty else {
            context.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
            return
        }
        isLeaving = isLeaving || isLast
        let work = afterwards
        afterwards = []
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenComplete { _ in
            for step in work { step() }
            if isLast { self.leave() }
        }
        context.writeAndFlush(wrapOutboundOut(bytes), promise: written)
    }

    /// What was to happen after replies that can no longer be written.
    func runAfterwards() {
        let work = afterwards
        afterwards = []
        for step in work { step() }
    }

    /// Closes the connection where no request is under way.
    func closeIfIdle() {
        guard case .ready = stage, waiting.isEmpty, inputEnded || !deadlines.isInHead else { return }
        stage = .closing(drains: false)
        flush()
    }

    /// The client sends no more; what it has asked is still answered.
    func endOfInput() {
        inputEnded = true
        switch stage {
        case .ready: closeIfIdle()
        case .draining: context?.close(promise: nil)
        case .upload(let stream): stream.end(.failure(.interrupted))
        case .answered, .form, .answering, .closing: break
        }
        flush()
    }

    /// Ends the connection: at once or, where the client may still be sending, when it has had the time to read the reply.
    private func leave() {
        guard let context, case .closing(let drains) = stage else { return }
        isLeaving = true
        guard drains, !inputEnded else {
            context.close(promise: nil)
            return
        }
        stage = .draining
        deadlines.read()
        deadlines.progressed()
        // Closing with unread bytes would make the kernel reset the connection, and the reply with it.
        context.close(mode: .output, promise: nil)
        rearm()
        resumeReading()
    }
}

extension Fault {
    /// A body that ends before its length, or is malformed.
    static let interrupted = Fault.parameters
    /// A client that does not go on.
    static let timeout = Fault("timeout", status: 408)
    /// More header than the server takes.
    static let headerTooLarge = Fault("header too large", status: 431)
}

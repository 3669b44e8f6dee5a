import GatewayCore
import NIOCore
import NIOHTTP1

extension HTTPConnection {
    /// Takes what comes in at once or, while a request is being answered, later.
    func receive(_ incoming: Incoming) {
        if isBlocked || !waiting.isEmpty { waiting.append(incoming) } else { take(incoming) }
    }

    /// Takes what had to wait, up to the next request that is answered later.
    func takeWaiting() {
        while !isBlocked, let next = waiting.popFirst() { take(next) }
        if inputEnded { closeIfIdle() }
    }

    private var isBlocked: Bool {
        if case .answering = stage { return true }
        return context?.channel.isWritable == false
    }

    private func take(_ incoming: Incoming) {
        switch (stage, incoming) {
        case (.closing, _), (.draining, _):
            break
        case (.upload(let stream), .failure(let fault)):
            stream.end(.failure(fault))
        case (_, .failure(let fault)):
            refuse(fault)
        case (.ready, .part(.head(let head))):
            begin(head)
        case (.answered(let reply), .part(.end)):
            finish(reply)
        case (.form(_, let limit), .part(.body(var piece))):
            deadlines.progressed()
            guard form.readableBytes + piece.readableBytes <= limit else { return refuse(.tooLarge) }
            form.writeBuffer(&piece)
        case (.form(let gateway, _), .part(.end)):
            answer(gateway)
        case (.upload(let stream), .part(.body(let piece))):
            deadlines.progressed()
            stream.feed(piece)
        case (.upload(let stream), .part(.end)):
            stage = .answering
            stream.end(.success(()))
        case (_, .part):
            break
        }
    }

    private func begin(_ head: HTTPRequestHead) {
        deadlines.headEnded()
        let fields = RequestFields(head, peer: peer, trustsProxy: trustsProxy)
        current = Current(
            head: fields.head, isHead: head.method == .HEAD, keepsAlive: head.isKeepAlive && !fields.isLast,
            isOldVersion: head.version.minor == 0, owesContinue: fields.expectsContinue)
        guard fields.size <= limits.head else { return refuse(.headerTooLarge) }
        guard let gateway = surroundings.gateway() else {
            return settle(Reply(.busy, path: fields.head.path), hasBody: fields.hasBody)
        }
        switch gateway.open(fields.head) {
        case .reply(let reply):
            settle(reply, hasBody: fields.hasBody)
        case .form(let limit):
            guard (fields.head.contentLength ?? 0) <= limit else { return refuse(.tooLarge) }
            form.clear()
            stage = .form(gateway, limit: limit)
            if fields.hasBody { sendContinue() }
        case .upload(let work):
            take(work)
        }
    }

    /// A request whose answer does not depend on its body: a body that nobody wants ends the connection.
    private func settle(_ reply: Reply, hasBody: Bool) {
        if hasBody { finish(reply, closes: true, drains: true) } else { stage = .answered(reply) }
    }

    private func answer(_ gateway: Gateway) {
        guard let current else { return }
        let body = form.readableBytes == 0 ? [] : Array(form.readableBytesView)
        switch gateway.answer(current.head, form: body) {
        case .now(let reply):
            finish(reply)
        case .later(let work):
            stage = .answering
            answerLater(work)
        }
    }

    private func take(_ work: @escaping @Sendable (any UploadBody) async -> Reply) {
        guard let context else { return }
        let loop = context.eventLoop
        let connection = NIOLoopBound(self, eventLoop: loop)
        let stream = UploadStream(window: limits.uploadWindow) {
            loop.execute { connection.value.bodyWanted() }
        }
        stage = .upload(stream)
        answerLater { await work(stream) }
    }

    /// The taker of an upload waits for more of it.
    private func bodyWanted() {
        guard case .upload = stage else { return }
        sendContinue()
        flush()
        deadlines.read()
        deadlines.progressed()
        resumeReading()
        rearm()
    }

    private func answerLater(_ work: @escaping @Sendable () async -> Reply) {
        guard let context else { return }
        let loop = context.eventLoop
        let connection = NIOLoopBound(self, eventLoop: loop)
        let answers = surroundings.answers
        answers.began()
        Task {
            let reply = await work()
            loop.execute {
                connection.value.answered(reply)
                answers.ended()
            }
        }
    }

    private func answered(_ reply: Reply) {
        deadlines.read()
        switch stage {
        case .answering:
            finish(reply)
        case .upload(let stream):
            stream.end(.failure(.interrupted))
            finish(reply, closes: true, drains: true)
        case .ready, .answered, .form, .closing, .draining:
            // The client has gone; what it was granted happens nevertheless.
            reply.afterwards?()
            return
        }
        takeWaiting()
        flush()
        rearm()
        resumeReading()
    }
}

import FoundationEssentials
import Logging

/// What an adapter is to do with a request whose head it has read.
public enum Opening: Sendable {
    /// Answer with this.
    case reply(Reply)
    /// Read a form body of at most so many bytes, then call ``Gateway/answer(_:form:)``; without a body, call it at once.
    case form(limit: Int)
    /// Give the body to this closure piece by piece.
    case upload(@Sendable (any UploadBody) async -> Reply)
}

/// An answer, or the way to it.
public enum Answering: Sendable {
    /// This is it.
    case now(Reply)
    /// Waiting for something first.
    case later(@Sendable () async -> Reply)
}

extension Gateway {
    /// The largest form body, in bytes.
    public static let formLimit = 65_536

    /// Decides what happens to a request: path and method first (ruling 1.11).
    public func open(_ head: RequestHead) -> Opening {
        guard let interface = routes[head.path], head.path.utf8.allSatisfy({ $0 < 0x80 }) else {
            return .reply(refusal(.notFound, head, head.path))
        }
        guard interface.allowedMethods.contains(head.method) else {
            var reply = refusal(.methodNotAllowed, head, interface.faultPath)
            reply.headers.append(("Allow", interface.allowedMethods.joined(separator: ", ")))
            return .reply(reply)
        }
        if interface.takesBody {
            return .upload { body in await self.takeUpload(head, interface, body) }
        }
        return .form(limit: Gateway.formLimit)
    }

    /// Answers a request whose body, if any, has been read.
    public func answer(_ head: RequestHead, form: [UInt8] = []) -> Answering {
        guard let interface = routes[head.path] else { return .now(refusal(.notFound, head, head.path)) }
        guard let query = query(of: head, form: form), !query.isEmpty || isOpen(interface) else {
            return .now(refusal(.parameters, head, interface.faultPath))
        }
        if head.method == "HEAD", interface.isChange(query) {
            var reply = refusal(.methodNotAllowed, head, interface.faultPath)
            reply.headers.append(("Allow", "GET, POST"))
            return .now(reply)
        }
        do throws(Fault) {
            switch interface.authentication {
            case .none:
                return try dispatch(interface, Request(query: query, caller: nil, source: head.source), uid: nil, head)
            case .session:
                let (caller, uid) = try session(query)
                return try dispatch(
                    interface, Request(query: query, caller: caller, source: head.source), uid: uid, head)
            case .credentials, .basic:
                return try credentials(interface, query, head)
            }
        } catch {
            return .now(refusal(error, head, interface.faultPath))
        }
    }

    /// The answer to a request that its adapter has to give up: too large, too slow, malformed.
    public func refuse(_ head: RequestHead, _ fault: Fault) -> Reply {
        refusal(fault, head, routes[head.path]?.faultPath ?? head.path)
    }

    private func query(of head: RequestHead, form: [UInt8]) -> Query? {
        let query = head.query.map { Query(decoding: $0) } ?? Query()
        guard let query else { return nil }
        guard !form.isEmpty else { return query }
        guard head.hasForm, let body = Query(decoding: form, isForm: true) else { return nil }
        return query.merged(with: body)
    }

    /// Snapshots without authentication are the one interface that a bare path may call.
    private func isOpen(_ interface: Interface) -> Bool {
        interface.authentication == .credentials && !product.snapshotAuthentication
    }

    func session(_ query: Query) throws(Fault) -> (Caller, String) {
        guard let uid = query.value("uid"), !uid.isEmpty else { throw .missingUID }
        guard let caller = access.caller(uid: uid) else { throw .unknownUID }
        return (caller, uid)
    }

    private func credentials(_ interface: Interface, _ query: Query, _ head: RequestHead) throws(Fault) -> Answering {
        if query.has("uid") {
            let (caller, uid) = try session(query)
            return try dispatch(interface, Request(query: query, caller: caller, source: head.source), uid: uid, head)
        }
        if isOpen(interface), !query.has("username"), !query.has("password"), !interface.isChange(query) {
            return try dispatch(interface, Request(query: query, caller: nil, source: head.source), uid: nil, head)
        }
        let (name, password) = try LoginParameters.read(query)
        if let caller = access.recentLogin(name, password, source: head.source) {
            return try dispatch(interface, Request(query: query, caller: caller, source: head.source), uid: nil, head)
        }
        return .later {
            do throws(Fault) {
                guard let caller = try await self.access.login(name, password, source: head.source) else {
                    throw LoginParameters.refused
                }
                let request = Request(query: query, caller: caller, source: head.source)
                switch try self.dispatch(interface, request, uid: nil, head) {
                case .now(let reply): return reply
                case .later(let work): return await work()
                }
            } catch {
                return self.refusal(error, head, interface.faultPath)
            }
        }
    }

    /// The checks after the uid, in the order of ruling 1.11, then the interface itself.
    private func dispatch(
        _ interface: Interface, _ request: Request, uid: String?, _ head: RequestHead
    ) throws(Fault) -> Answering {
        let query = request.query
        let isChange = interface.isChange(query)
        if case .absent(let fault) = interface.answer { throw fault }
        if let restriction = interface.restriction, let caller = request.caller,
            caller.privilege < restriction.privilege
        {
            throw restriction.fault
        }
        if isChange, let caller = request.caller, caller.privilege < .operator { throw .noPermission }
        try refuseUnknown(query, interface)
        if !isChange { followPeer(request) }
        switch interface.answer {
        case .now(let answer): return .now(finish(try answer(request), request, uid, isChange))
        case .either(let answer, _) where !isChange: return .now(finish(try answer(request), request, uid, isChange))
        case .later(let answer), .either(_, let answer):
            return .later {
                do throws(Fault) {
                    return self.finish(try await answer(request), request, uid, isChange)
                } catch {
                    return self.refusal(error, head, interface.faultPath)
                }
            }
        case .upload, .absent: throw .notSupported
        }
    }

    func refuseUnknown(_ query: Query, _ interface: Interface) throws(Fault) {
        let names = query.meaningfulNames
        if names.isEmpty && !(interface.authentication == .none && query.has("uid")) { return }
        let known = interface.parameters().map(\.name) + interface.unlisted
        let logins = interface.authentication == .credentials ? LoginParameters.names : []
        for name in names where !known.contains(where: { $0.hasSameBytes(as: name) }) {
            guard logins.contains(where: { $0.hasSameBytes(as: name) }) else { throw .parameters }
        }
        if interface.authentication == .none && query.has("uid") { throw .parameters }
    }

    func finish(_ reply: Reply, _ request: Request, _ uid: String?, _ isChange: Bool) -> Reply {
        if let uid { access.requestSucceeded(uid: uid) }
        if isChange { followPeer(request) }
        return reply
    }

    private func followPeer(_ request: Request) {
        guard let caller = request.caller, caller.privilege >= .operator,
            let timestamp = request.query.value("timestamp")
        else { return }
        contracts.first((any PeerClock).self)?.peerTime(timestamp)
    }

    /// A fault as a reply, with the one line that explains it to the operator.
    func refusal(_ fault: Fault, _ head: RequestHead, _ path: String) -> Reply {
        logger.debug(
            "request refused",
            metadata: [
                "path": "\(head.path)", "reason": "\(fault.reason)", "source": "\(head.source)",
                "cause": "\(fault.cause ?? "")",
            ])
        if let cause = fault.cause {
            logger.warning("request failed", metadata: ["path": "\(head.path)", "cause": "\(cause)"])
        }
        return Reply(fault, path: path)
    }
}

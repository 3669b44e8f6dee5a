public import GatewayCore
import MediaCore
import Synchronization

/// A client of a gateway in memory: it asks as an HTTP client would and sees what one would see.
public final class CGIClient: Sendable {
    private let gateway: Gateway
    private let session = Mutex("")

    /// A client that is not logged in.
    public init(_ gateway: Gateway) {
        self.gateway = gateway
    }

    /// The uid of the last login; empty before.
    public var uid: String { session.withLock { $0 } }

    /// Logs in; ``get(_:)`` appends the uid from now on. A gateway without the users module opens the session itself, so that a
    /// module can be tested alone.
    public func login(user: String, password: String) async throws {
        if isWithoutUsers {
            let uid = try await openSession(user, password)
            return session.withLock { $0 = uid }
        }
        let reply = await send("/cgi-bin/getuid?username=\(user)&password=\(password)")
        guard let open = reply.text.firstRange(of: "<uid>"), let close = reply.text.firstRange(of: "</uid>") else {
            throw TestFailure()
        }
        let uid = String(reply.text[open.upperBound..<close.lowerBound])
        session.withLock { $0 = uid }
    }

    private var isWithoutUsers: Bool {
        gateway.interfaces.contains { interface in
            if interface.path == "/cgi-bin/getuid", case .absent = interface.answer { true } else { false }
        }
    }

    private func openSession(_ user: String, _ password: String) async throws -> String {
        guard let name = UserName(user), let password = Password(password),
            let caller = try await gateway.access.login(name, password, source: "192.0.2.1"),
            let uid = gateway.access.openSession(for: caller)
        else { throw TestFailure() }
        return uid
    }

    /// Asks with the uid of the last login.
    public func get(_ target: String) async -> Reply {
        await send(target + (target.utf8.contains(UInt8(ascii: "?")) ? "&" : "?") + "uid=\(uid)")
    }

    /// Asks as it is.
    public func send(
        _ target: String, method: String = "GET", form: String = "", authorization: String? = nil,
        source: String = "192.0.2.1"
    ) async -> Reply {
        let head = RequestHead(
            method: method, target: target, authorization: authorization,
            contentType: form.isEmpty ? nil : "application/x-www-form-urlencoded", contentLength: form.utf8.count,
            source: source)
        switch gateway.open(head) {
        case .reply(let reply): return reply
        case .upload(let run): return await run(BytesBody(Array(form.utf8)))
        case .form:
            switch gateway.answer(head, form: Array(form.utf8)) {
            case .now(let reply): return reply
            case .later(let work): return await work()
            }
        }
    }

    /// Sends a raw body.
    public func upload(_ target: String, body: [UInt8], authorization: String? = nil) async -> Reply {
        let head = RequestHead(
            method: "POST", target: target, authorization: authorization, contentType: "application/octet-stream",
            contentLength: body.count, source: "192.0.2.1")
        switch gateway.open(head) {
        case .reply(let reply): return reply
        case .upload(let run): return await run(BytesBody(body))
        case .form:
            switch gateway.answer(head) {
            case .now(let reply): return reply
            case .later(let work): return await work()
            }
        }
    }
}

extension Reply {
    /// The body as text.
    public var text: String { String(decoding: body, as: UTF8.self) }

    /// The `reason` of a fault body, or nil if this is no fault.
    public var reason: String? {
        guard status != 200, let open = text.firstRange(of: "<reason>"), let close = text.firstRange(of: "</reason>") else {
            return nil
        }
        return String(text[open.upperBound..<close.lowerBound])
    }
}

private actor BytesBody: UploadBody {
    private var bytes: [UInt8]?

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    func next() async throws(Fault) -> [UInt8]? {
        defer { bytes = nil }
        return bytes
    }
}

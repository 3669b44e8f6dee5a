import FoundationEssentials

extension Gateway {
    /// Runs an upload: who asks (ruling on `OnvifFirmwareUpgrade`, or a uid in the query), the size that was announced, then
    /// the interface.
    func takeUpload(_ head: RequestHead, _ interface: Interface, _ body: any UploadBody) async -> Reply {
        do throws(Fault) {
            if interface.authentication == .session { return try await takeUploadOfSession(head, interface, body) }
            let caller = try await basicLogin(head)
            guard caller.privilege >= .operator else { throw Fault(Fault.noPermission.reason, status: 403) }
            let request = Request(query: Query(), caller: caller, source: head.source)
            return try await take(request, head, interface, body)
        } catch {
            return refusal(error, head, interface.faultPath)
        }
    }

    private func takeUploadOfSession(
        _ head: RequestHead, _ interface: Interface, _ body: any UploadBody
    ) async throws(Fault) -> Reply {
        guard let query = head.query.flatMap({ Query(decoding: $0) }), !query.isEmpty else { throw .parameters }
        let (caller, uid) = try session(query)
        guard caller.privilege >= .operator else { throw .noPermission }
        try refuseUnknown(query, interface)
        let request = Request(query: query, caller: caller, source: head.source)
        return finish(try await take(request, head, interface, body), request, uid, true)
    }

    private func take(
        _ request: Request, _ head: RequestHead, _ interface: Interface, _ body: any UploadBody
    ) async throws(Fault) -> Reply {
        guard case .upload(let upload) = interface.answer else {
            if case .absent(let fault) = interface.answer { throw fault }
            throw .notSupported
        }
        if let length = head.contentLength, length > upload.limit() { throw .tooLarge }
        return try await upload.take(request, LimitedBody(body, limit: upload.limit()))
    }

    private func basicLogin(_ head: RequestHead) async throws(Fault) -> Caller {
        guard let (name, password) = BasicCredentials.parse(head.authorization) else { throw .unauthorized }
        guard let caller = try await access.login(name, password, source: head.source) else { throw .unauthorized }
        return caller
    }
}

/// The credentials of HTTP and RTSP Basic authentication (RFC 7617).
public enum BasicCredentials {
    /// User and password of an `Authorization` field, or nil if it holds none that could be right.
    public static func parse(_ authorization: String?) -> (UserName, Password)? {
        guard let authorization else { return nil }
        let parts = authorization.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, String(parts[0]).hasSameBytesIgnoringCase(as: "basic"),
            let data = Data(base64Encoded: String(parts[1])), let colon = data.firstIndex(of: UInt8(ascii: ":")),
            let user = String(validating: data[..<colon], as: UTF8.self),
            let secret = String(validating: data[data.index(after: colon)...], as: UTF8.self),
            let name = UserName(user), let password = Password(secret)
        else { return nil }
        return (name, password)
    }
}

/// A body that ends with a fault when it grows beyond what the interface takes.
private actor LimitedBody: UploadBody {
    private let body: any UploadBody
    private var left: Int

    init(_ body: any UploadBody, limit: Int) {
        self.body = body
        left = limit
    }

    func next() async throws(Fault) -> [UInt8]? {
        guard let piece = try await body.next() else { return nil }
        left -= piece.count
        if left < 0 { throw .tooLarge }
        return piece
    }
}
